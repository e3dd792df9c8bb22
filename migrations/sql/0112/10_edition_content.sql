-- What an edition of a directive was when it was loaded: of each of its tables one hash. Rights of clearance, levers, the
-- gauge and the calendar rest on these rows; with the hash in the register's ledger an edit of one is found by `verify`.
CREATE TABLE edition_content (
  edition_id uuid PRIMARY KEY REFERENCES directive_edition,
  tables jsonb NOT NULL
);

-- SHA-256 over a table's rows of one edition: each as JSON without what is null (so that a column that is added empty
-- changes nothing), in the order of their bytes, a line each.
CREATE FUNCTION edition_hashes(of_edition uuid) RETURNS jsonb LANGUAGE plpgsql STABLE
  SET timezone = 'UTC' SET bytea_output = 'hex' SET intervalstyle = 'postgres'
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  t text;
  hashed text;
  found jsonb := '{}';
BEGIN
  FOREACH t IN ARRAY ARRAY['clause', 'mandate', 'mandate_equity', 'lever', 'pressure_gauge', 'guardrail_limit',
    'series_edition'] LOOP
    EXECUTE format(
      'SELECT encode(sha256(convert_to(coalesce(string_agg(said, E''\n'' ORDER BY said COLLATE "C"), ''''), ''UTF8'')),
              ''hex'')
       FROM (SELECT jsonb_strip_nulls(to_jsonb(r))::text AS said FROM %I r WHERE r.edition_id = $1) rows', t)
      INTO hashed USING of_edition;
    found := found || jsonb_build_object(t, hashed);
  END LOOP;
  RETURN found;
END $$;

-- Whoever loads an edition cannot say what is in it: the rows do, and at the end of the transaction.
CREATE FUNCTION hash_edition() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  NEW.tables := edition_hashes(NEW.edition_id);
  RETURN NEW;
END $$;
CREATE FUNCTION keep_edition() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  INSERT INTO edition_content (edition_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION edition_hashes(uuid), hash_edition(), keep_edition() FROM PUBLIC;

CREATE TRIGGER a_hash BEFORE INSERT ON edition_content FOR EACH ROW EXECUTE FUNCTION hash_edition();
CREATE TRIGGER z_record AFTER INSERT OR UPDATE ON edition_content
  FOR EACH ROW EXECUTE FUNCTION record_register('edition_id');
CREATE TRIGGER never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON edition_content
  FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
CREATE CONSTRAINT TRIGGER z_content AFTER INSERT ON directive_edition DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION keep_edition();

ALTER TABLE edition_content ENABLE ROW LEVEL SECURITY;
ALTER TABLE edition_content FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON edition_content TO onevoice_owner USING (true) WITH CHECK (true);
CREATE POLICY verifier_reads ON edition_content FOR SELECT TO onevoice_verifier USING (true);
GRANT SELECT ON edition_content TO onevoice_verifier;

-- Editions that are there already, as they are now.
INSERT INTO edition_content (edition_id) SELECT id FROM directive_edition ORDER BY directive, edition;
