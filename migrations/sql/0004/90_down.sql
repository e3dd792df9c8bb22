DROP TRIGGER voices ON mandate;
DROP TRIGGER c_cites ON carry_over;
DROP TRIGGER c_cites ON release;
DROP TRIGGER d_conflicts ON release;
DROP TRIGGER c_cites ON milestone;
DROP TRIGGER known ON release;
DROP TABLE known_key, known_text, exception_answer, acknowledgement, page_change, drift, said, conflict_ruling, conflict,
  reaffirmation, cite, position_period, position_assertion, position_part, position_retired, retirement, adoption, position,
  position_draft, assertion, position_key, guardrail_limit, contact_review, contact, parity, log_entry, log_chain CASCADE;
DROP FUNCTION voices_of_mandate, record_log, log_gate, parity_readers, contact_review_gate, issue_level, issue_agencies,
  issue_action_agencies, in_force, sees_case, sees_position, rests_on, stale, successor, text_audience, conflict_is_open,
  needs_reclear, reaffirmed, stopped_by, bump_voices, with_version_gate, cite_gate, marks_of, position_draft_gate,
  carry_over_basis_gate, take_voice, lacks_for_adoption, adoption_gate, end_period, put_in_force, retirement_gate,
  release_cites_gate, release_conflicts_gate, delivery_cites_gate, reaffirmation_gate, conflict_gate, conflict_ruling_gate,
  said_gate, drift_gate, page_change_gate, notices_of, holders_of, acknowledgement_gate, exception_answer_gate, only_closes,
  exact_form, sketch, know, know_position, know_release, know_what_went_out CASCADE;
