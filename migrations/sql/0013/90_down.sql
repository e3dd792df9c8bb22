DROP TRIGGER c_level ON milestone;
DROP TRIGGER d_captions ON clearance_round;
DELETE FROM procedure_step WHERE procedure = 'demarche' AND place = 'check';
DROP TABLE instruction;
DROP FUNCTION instruction_gate(), captions_gate(), delivery_level_gate();
