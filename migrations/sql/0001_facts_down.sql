-- The way back of 0001: everything it made, in the order of dependence.
DROP TABLE wake, time_act, recall, withdrawal, milestone, release, approval, hold_end, hold, comment_disposition,
  comment, sign_off, clearance_round, text_version, ledger, case_file, answer, appointment, person, office,
  mandate_equity, mandate, clause, directive_edition, agency CASCADE;
DROP FUNCTION wake_case, ledger_hash, ledger_body, record_fact, record_opening, forbid_change, refuse, appointed, wrote,
  signed_or_approved, of_action_office, gone_out_or_withdrawn, text_version_gate, clearance_round_gate, sign_off_gate,
  comment_gate, hold_gate, hold_end_gate, comment_disposition_gate, withdrawal_gate, approval_gate, release_gate,
  after_release_gate;
DROP SCHEMA sec CASCADE;
REVOKE USAGE ON SCHEMA public FROM onevoice_app, onevoice_worker, onevoice_verifier;
