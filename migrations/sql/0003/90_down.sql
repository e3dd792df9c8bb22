DROP TRIGGER b_parent ON case_file;
DROP TRIGGER c_steps ON clearance_round;
DROP TRIGGER c_steps ON approval;
DROP TRIGGER b_gate ON milestone;
CREATE TRIGGER b_gate BEFORE INSERT ON milestone FOR EACH ROW EXECUTE FUNCTION after_release_gate();
ALTER TABLE milestone DROP COLUMN version, DROP COLUMN digest, DROP COLUMN agency, DROP COLUMN outcome, DROP COLUMN ref,
  DROP COLUMN until;
CREATE UNIQUE INDEX milestone_once ON milestone (case_id, name) WHERE name <> 'deferred';
ALTER TABLE case_file DROP COLUMN parent;
DROP FUNCTION step_belongs(procedure_step, case_file), sec.children(uuid), parent_gate(), entitled(uuid, text, uuid, text, text, smallint, boolean, timestamptz),
  steps_taken(uuid, text, integer, text), milestone_gate(), steps_gate();
DROP TABLE procedure_step, procedure_release;
ALTER TABLE case_file DROP COLUMN steps;
ALTER TABLE mandate DROP COLUMN steps;
