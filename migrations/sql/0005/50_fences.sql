---------------------------------------------------------------- fences
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['checkpoint', 'log_leaf', 'log_node', 'key_record'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY owner_all ON %I TO onevoice_owner USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY verifier_reads ON %I FOR SELECT TO onevoice_verifier USING (true)', t);
    EXECUTE format('CREATE TRIGGER never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()', t);
    EXECUTE format('GRANT SELECT ON %I TO onevoice_verifier, onevoice_app', t);
  END LOOP;
  -- Whoever signs a checkpoint sees what it is over: numbers and hashes.
  FOREACH t IN ARRAY ARRAY['checkpoint', 'log_leaf', 'log_node', 'key_record'] LOOP
    EXECUTE format('CREATE POLICY time_sees ON %I FOR SELECT TO onevoice_worker USING (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO onevoice_worker', t);
  END LOOP;
END $$;

-- Of a ledger's entry time sees the hash, to keep it outside; never what it says.
GRANT SELECT (case_id, seq, hash) ON ledger TO onevoice_worker;

-- A leaf is seen with its case; padding only by those from whom nothing is hidden.
CREATE POLICY with_case ON log_leaf FOR SELECT TO onevoice_app
  USING (CASE WHEN case_id IS NULL THEN nonce IS NULL AND (SELECT sec.person()) IS NOT NULL OR (SELECT sec.reads_all())
         ELSE EXISTS (SELECT FROM case_file c WHERE c.id = case_id) END);
-- A checkpoint is seen by auditors and custodians, and by whoever sees something that came in with it: an entry of their
-- case, or a key, which everybody sees.
CREATE POLICY with_entry ON checkpoint FOR SELECT TO onevoice_app
  USING ((SELECT sec.reads_log()) OR EXISTS (SELECT FROM log_leaf l WHERE l.checkpoint = number AND l.nonce IS NULL));
-- Hashes say nothing, and their number is padded.
CREATE POLICY entered ON log_node FOR SELECT TO onevoice_app USING ((SELECT sec.person()) IS NOT NULL);
-- Keys are public; what was countersigned names checkpoints.
CREATE POLICY entered ON key_record FOR SELECT TO onevoice_app USING ((SELECT sec.person()) IS NOT NULL);

REVOKE ALL ON FUNCTION log_line_hash, grow_log, add_checkpoint, sec.reads_log, sec.reads_all, chain_key, lock_keys,
  must_be_custodian, enrol_key, withdraw_key, add_cosignature, enrol_service_key FROM PUBLIC;
GRANT EXECUTE ON FUNCTION grow_log, add_checkpoint TO onevoice_worker;
GRANT EXECUTE ON FUNCTION sec.reads_log, sec.reads_all, enrol_key, withdraw_key, add_cosignature TO onevoice_app;
