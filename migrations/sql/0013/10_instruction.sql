---------------------------------------------------------------- how a demarche is to be delivered
CREATE TABLE instruction (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL,
  version integer NOT NULL,
  precedence text NOT NULL CONSTRAINT instruction_precedence
    CHECK (precedence IN ('routine', 'priority', 'immediate', 'niact_immediate', 'flash')),
  captions text[] NOT NULL CONSTRAINT instruction_captions CHECK (captions <@ ARRAY['limdis', 'exdis', 'nodis', 'stadis']),
  level smallint CONSTRAINT instruction_level CHECK (level BETWEEN 1 AND 6),
  paper text NOT NULL CONSTRAINT instruction_paper CHECK (paper IN ('none', 'non_paper', 'aide_memoire', 'diplomatic_note')),
  deliver_by timestamptz,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT instruction_version FOREIGN KEY (case_id, version) REFERENCES text_version (case_id, version)
);
CREATE INDEX instruction_case ON instruction (case_id, at);
CREATE TRIGGER a_record BEFORE INSERT ON instruction FOR EACH ROW EXECUTE FUNCTION record_fact();
CREATE TRIGGER never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON instruction
  FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
ALTER TABLE instruction ENABLE ROW LEVEL SECURITY;
ALTER TABLE instruction FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON instruction TO onevoice_owner USING (true) WITH CHECK (true);
CREATE POLICY verifier_reads ON instruction FOR SELECT TO onevoice_verifier USING (true);
CREATE POLICY with_case ON instruction FOR SELECT TO onevoice_app USING (EXISTS (SELECT FROM case_file c WHERE c.id = case_id));
CREATE POLICY with_case_in ON instruction FOR INSERT TO onevoice_app
  WITH CHECK (EXISTS (SELECT FROM case_file c WHERE c.id = case_id));
CREATE POLICY time_sees ON instruction FOR SELECT TO onevoice_worker USING (true);
GRANT SELECT ON instruction TO onevoice_verifier, onevoice_worker;
GRANT SELECT, INSERT ON instruction TO onevoice_app;

INSERT INTO procedure_step (procedure, name, place, ordinal, stage, capacity, agency, office, passes, by_mandate) VALUES
  ('demarche', 'sensitivity_checked', 'check', 1, 'checks', 'coordinator', 'state', 'state.ea-j', '{fit}', true),
  ('demarche', 'parity_checked', 'check', 2, 'checks', 'coordinator', 'state', 'state.ea-j', '{allies_not_consulted,on_par}', true);

-- It is said with the words, by the action office, before they circulate: what is cleared is cleared with it.
CREATE FUNCTION instruction_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF c.procedure <> 'demarche' THEN PERFORM refuse('not_an_instruction'); END IF;
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  IF c.head_version <> NEW.version THEN PERFORM refuse('not_the_current_text'); END IF;
  IF EXISTS (SELECT FROM clearance_round r WHERE r.case_id = NEW.case_id AND r.version = NEW.version) THEN
    PERFORM refuse('already_circulated');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON instruction FOR EACH ROW EXECUTE FUNCTION instruction_gate();

-- What is kept within State is not circulated to others to clear; and EXDIS and NODIS have no information addressees.
CREATE FUNCTION captions_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  under text[];
BEGIN
  SELECT i.captions INTO under FROM instruction i WHERE i.case_id = NEW.case_id ORDER BY i.at DESC LIMIT 1;
  IF 'stadis' = ANY (under) AND EXISTS (SELECT FROM unnest(NEW.must_clear) a, case_file c
      WHERE c.id = NEW.case_id AND a <> c.action_agency) THEN
    PERFORM refuse('caption_excludes_clearers');
  END IF;
  IF under && ARRAY['exdis', 'nodis', 'stadis'] AND cardinality(NEW.info) > 0 THEN PERFORM refuse('caption_excludes_info'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER d_captions BEFORE INSERT ON clearance_round FOR EACH ROW EXECUTE FUNCTION captions_gate();

-- Post delivers at the rank that the instruction names, or above; where it names none, post chooses.
CREATE FUNCTION delivery_level_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  wanted smallint;
BEGIN
  SELECT i.level INTO wanted FROM instruction i WHERE i.case_id = NEW.case_id ORDER BY i.at DESC LIMIT 1;
  IF wanted IS NOT NULL AND coalesce(array_position(ARRAY['desk', 'division_director', 'director_general', 'vice_minister',
      'minister', 'head_of_government'], NEW.ref), 0) < wanted THEN
    PERFORM refuse('below_instructed_level');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_level BEFORE INSERT ON milestone FOR EACH ROW WHEN (NEW.name = 'delivered')
  EXECUTE FUNCTION delivery_level_gate();
REVOKE ALL ON FUNCTION instruction_gate(), captions_gate(), delivery_level_gate() FROM PUBLIC;

-- What the President has decided to the letter waits for no desk's check.
CREATE OR REPLACE FUNCTION steps_taken(in_case uuid, at_place text, of_version integer, of_digest text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT NOT EXISTS (SELECT FROM procedure_step s JOIN case_file c ON c.id = in_case AND c.procedure = s.procedure
    WHERE s.place = at_place AND NOT (at_place = 'check' AND settled_by(in_case, of_version, of_digest) IS NOT DISTINCT FROM 'president')
      AND NOT s.optional AND step_belongs(s, c)
      AND NOT coalesce((SELECT s.passes = '{}' OR m.outcome = ANY (s.passes) FROM milestone m
        WHERE m.case_id = in_case AND m.name = s.name
          AND (at_place NOT IN ('check', 'key') OR (m.version, m.digest) = (of_version, of_digest))
        ORDER BY m.at DESC LIMIT 1), false))
$$;
