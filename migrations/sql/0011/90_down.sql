DROP TRIGGER d_communique ON release;
DROP TRIGGER d_silence ON clearance_round;
DROP TRIGGER c_consultation ON milestone;
DROP TRIGGER a_consultation ON case_file;
DROP TRIGGER a_no_forum ON case_file;
DROP TRIGGER wake_series ON directive_edition;
DROP POLICY time_sees ON directive_edition;
REVOKE SELECT (id, directive, edition, loaded_at) ON directive_edition FROM onevoice_worker;
DROP TABLE commitment_act, commitment, topic_decision, topic_link, topic, meeting;
ALTER TABLE case_file DROP COLUMN cycle, DROP COLUMN high_level, DROP COLUMN communique;
DROP FUNCTION series_in_force(uuid), is_opening(series_edition, timestamptz), directs(uuid, text, series_edition, timestamptz);
DROP TABLE series_applied, series_wake, series_ledger, cycle, series_act, series_edition, series;
ALTER TABLE mandate DROP COLUMN high_level;
DROP FUNCTION communique_gate(), silence_gate(), consultation_milestone_gate(), sec.has_gone_out_under(uuid, text),
  commitment_act_gate(), commitment_gate(), topic_gate(), meeting_gate(), speaks_for(uuid, text, text, timestamptz),
  said_last(uuid, text), was_called_off(uuid), is_consultation(uuid), no_forum(), consultation_opening(), cycle_gate(), series_act_gate(),
  sec.cycle_is_taken(uuid), was_paused(uuid, timestamptz), decided_for(uuid, timestamptz), wake_all_series(),
  wake_series(), record_series_fact();
DELETE FROM procedure_step WHERE procedure IN ('consultation', 'summary_of_conclusions');
DELETE FROM procedure_release WHERE procedure IN ('consultation', 'summary_of_conclusions');
