---------------------------------------------------------------- the register's own ledger
-- Who is appointed, how high somebody is cleared, what an agency is and lets be carried over, which directive and which
-- practice are in force: rights rest on these rows, so each change of one is an entry, chained by hash like a case's.
CREATE TABLE register_ledger (
  seq bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  fact_id text NOT NULL,
  body text NOT NULL,
  prev bytea NOT NULL,
  hash bytea NOT NULL
);
CREATE INDEX register_ledger_fact ON register_ledger (kind, fact_id);
CREATE TRIGGER never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON register_ledger
  FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

CREATE FUNCTION register_hash(prev bytea, seq bigint, at timestamptz, kind text, body text)
RETURNS bytea LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256(prev || convert_to(concat_ws('|', seq::text,
    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), kind, body), 'UTF8'))
$$;

-- One entry a row that is put in or becomes another; its key is the trigger's argument. A person's name is kept as its
-- hash, as words are.
CREATE FUNCTION record_register() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET timezone = 'UTC' SET bytea_output = 'hex' SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  last register_ledger%ROWTYPE;
  moment timestamptz;
  kept text;
BEGIN
  PERFORM pg_advisory_xact_lock(6201984);
  SELECT * INTO last FROM register_ledger ORDER BY seq DESC LIMIT 1;
  moment := greatest(sec.now(), coalesce(last.at, '-infinity') + interval '1 microsecond');
  kept := ledger_body(to_jsonb(NEW), CASE WHEN TG_TABLE_NAME = 'person' THEN ARRAY['name'] ELSE '{}' END);
  INSERT INTO register_ledger VALUES (coalesce(last.seq, 0) + 1, moment, TG_TABLE_NAME, to_jsonb(NEW) ->> TG_ARGV[0],
    kept, coalesce(last.hash, '\x'),
    register_hash(coalesce(last.hash, '\x'), coalesce(last.seq, 0) + 1, moment, TG_TABLE_NAME, kept));
  RETURN NULL;
END $$;

-- What is there already, as it is now: the register's history begins with this revision.
DO $$
DECLARE
  t text;
  key text;
BEGIN
  FOR t, key IN VALUES ('agency', 'code'), ('office', 'code'), ('person', 'id'), ('appointment', 'id'),
      ('directive_edition', 'id'), ('practice', 'id') LOOP
    EXECUTE format('CREATE TRIGGER z_record AFTER INSERT OR UPDATE ON %I
                    FOR EACH ROW EXECUTE FUNCTION record_register(%L)', t, key);
    IF t <> 'practice' THEN
      EXECUTE format('UPDATE %I SET %I = %I', t, key, key);
    END IF;
  END LOOP;
END $$;

ALTER TABLE register_ledger ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_ledger FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON register_ledger TO onevoice_owner USING (true) WITH CHECK (true);
CREATE POLICY verifier_reads ON register_ledger FOR SELECT TO onevoice_verifier USING (true);
GRANT SELECT ON register_ledger TO onevoice_verifier;
REVOKE ALL ON FUNCTION register_hash(bytea, bigint, timestamptz, text, text), record_register() FROM PUBLIC;
