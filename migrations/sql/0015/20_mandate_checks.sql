---------------------------------------------------------------- whether a mandate still holds, asked once a year
INSERT INTO log_chain (name, id) VALUES ('mandate', '00000000-0000-5000-8000-000000000003');

CREATE TABLE mandate_check (
  id uuid PRIMARY KEY,
  level smallint NOT NULL CONSTRAINT mandate_check_level CHECK (level BETWEEN 0 AND 3),
  directive text NOT NULL,
  mandate text NOT NULL,
  verdict text NOT NULL CONSTRAINT mandate_check_verdict CHECK (verdict IN ('still_valid', 'amend', 'supersede')),
  reason text NOT NULL CONSTRAINT mandate_check_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX mandate_check_of ON mandate_check (directive, mandate, at);

-- The staff of the Assistant to the President checks a mandate in force; the check is marked as the mandate is.
CREATE FUNCTION mandate_check_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  -- One that is hidden from the person is not there.
  IF NOT EXISTS (SELECT FROM mandate m JOIN directive_edition e ON e.id = m.edition_id WHERE e.directive = NEW.directive
      AND e.edition = (SELECT max(x.edition) FROM directive_edition x WHERE x.directive = NEW.directive)
      AND (m.code, m.level) = (NEW.mandate, NEW.level) AND m.level <= sec.level()) THEN
    PERFORM refuse('not_as_mandated');
  END IF;
  IF NOT appointed(NEW.person, NEW.office, 'nsc', 'nsc_staff', NEW.at)
     AND NOT appointed(NEW.person, NEW.office, 'nsc', 'apnsa', NEW.at) THEN
    PERFORM refuse('not_nsc');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_chain BEFORE INSERT ON mandate_check FOR EACH ROW EXECUTE FUNCTION record_log('mandate', 'reason');
CREATE TRIGGER b_gate BEFORE INSERT ON mandate_check FOR EACH ROW EXECUTE FUNCTION mandate_check_gate();
CREATE TRIGGER never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON mandate_check
  FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

ALTER TABLE mandate_check ENABLE ROW LEVEL SECURITY;
ALTER TABLE mandate_check FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON mandate_check TO onevoice_owner USING (true) WITH CHECK (true);
CREATE POLICY verifier_reads ON mandate_check FOR SELECT TO onevoice_verifier USING (true);
CREATE POLICY by_level ON mandate_check FOR SELECT TO onevoice_app USING (level <= (SELECT sec.level()));
CREATE POLICY by_level_in ON mandate_check FOR INSERT TO onevoice_app WITH CHECK (level <= (SELECT sec.level()));
GRANT SELECT ON mandate_check TO onevoice_verifier;
GRANT SELECT, INSERT ON mandate_check TO onevoice_app;

REVOKE ALL ON FUNCTION asked_of(uuid), stale_copy(uuid, text, text), sec.stale_copy(uuid, text, text), returns_gate(milestone),
  monitoring_gate(), clearers_gate(), mandate_check_gate() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.stale_copy(uuid, text, text) TO onevoice_app;
