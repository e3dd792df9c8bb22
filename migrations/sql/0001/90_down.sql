-- The way back: everything that the other files here made.
DROP FUNCTION wake_case, ledger_hash, ledger_body, record_fact, record_opening, forbid_change, note_acting, refuse,
  appointed, wrote, signed_or_approved, of_action_office, gone_out_or_withdrawn, must_clear_now, settled_by,
  split_is_open, is_department, text_version_gate, clearance_round_gate, default_clearance_gate, sign_off_gate,
  comment_gate, hold_gate, hold_end_gate, comment_disposition_gate, withdrawal_gate, before_release_gate,
  split_move_gate, extension_gate, receipt_gate, own_words_gate, hold_extension_gate, send_back_gate, equity_act_gate, carry_over_gate, ruling_gate,
  transfer_gate, transfer_answer_gate, approval_gate, release_gate, after_release_gate CASCADE;
DROP TABLE wake, transfer_answer, transfer, send_back, reclama, ruling, split_move, split_position, split, carry_over,
  equity_act, hold_extension, receipt, extension, time_act, recall, withdrawal, milestone, release, approval,
  hold_end, hold, comment_disposition, comment, sign_off, clearance_round, text_version, ledger, case_file, answer,
  appointment, person, office, mandate_equity, mandate, clause, directive_edition, agency CASCADE;
DROP SCHEMA sec CASCADE;
REVOKE USAGE ON SCHEMA public FROM onevoice_app, onevoice_worker, onevoice_verifier;
