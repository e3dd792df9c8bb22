DROP TABLE checkpoint, log_leaf, log_node, key_record;
DROP FUNCTION log_line_hash, grow_log, add_checkpoint, sec.reads_log, sec.reads_all, chain_key, lock_keys,
  must_be_custodian, enrol_key, withdraw_key, add_cosignature, enrol_service_key;
DELETE FROM appointment WHERE capacity = 'custodian';
ALTER TABLE appointment DROP CONSTRAINT appointment_capacity;
ALTER TABLE appointment ADD CONSTRAINT appointment_capacity CHECK (capacity IN
  ('action_officer', 'coordinator', 'approver', 'releaser', 'post', 'nsc_staff', 'apnsa', 'auditor', 'chair', 'president'));
REVOKE SELECT (case_id, seq, hash) ON ledger FROM onevoice_worker;
