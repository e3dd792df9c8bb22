DROP TABLE mandate_check;
DROP FUNCTION mandate_check_gate();
DELETE FROM log_chain WHERE name = 'mandate';
DROP TRIGGER c_clearers ON clearance_round;
DROP FUNCTION clearers_gate();
ALTER TABLE clearance_round ADD CONSTRAINT round_has_clearers CHECK (cardinality(must_clear) > 0);
DROP TRIGGER c_monitoring ON milestone;
DROP FUNCTION monitoring_gate(), returns_gate(milestone), sec.stale_copy(uuid, text, text), stale_copy(uuid, text, text),
  asked_of(uuid);
DELETE FROM procedure_step WHERE procedure = 'monitoring';
DELETE FROM procedure_release WHERE procedure = 'monitoring';
