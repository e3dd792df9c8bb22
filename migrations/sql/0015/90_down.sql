DROP TABLE mandate_check;
DROP FUNCTION mandate_check_gate();
DELETE FROM log_chain WHERE name = 'mandate';
DROP TRIGGER c_monitoring ON milestone;
DROP FUNCTION monitoring_gate(), returns_gate(milestone), sec.stale_copy(uuid, text, text), stale_copy(uuid, text, text),
  asked_of(uuid);
DELETE FROM procedure_step WHERE procedure = 'monitoring';
DELETE FROM procedure_release WHERE procedure = 'monitoring';
