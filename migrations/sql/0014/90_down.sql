DROP TRIGGER c_flags ON milestone;
DROP TRIGGER e_unclassified ON clearance_round;
DROP FUNCTION unclassified_gate(), flags_gate();
DELETE FROM procedure_step WHERE procedure = 'public_statement';
DELETE FROM procedure_release WHERE procedure = 'public_statement';
ALTER TABLE text_version DROP COLUMN flags;
ALTER TABLE mandate DROP COLUMN lint;
