-- A case is opened only under one that its opener sees and that is not over; one that is hidden is not there.
CREATE FUNCTION parent_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  PERFORM FROM case_file p WHERE p.id = NEW.parent AND p.level <= sec.level()
    AND (sec.watches() OR p.access && sec.agencies()) FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no_such_case' USING ERRCODE = 'OV004';
  END IF;
  IF EXISTS (SELECT FROM withdrawal w WHERE w.case_id = NEW.parent) OR EXISTS (SELECT FROM recall r WHERE r.case_id = NEW.parent) THEN
    PERFORM refuse('parent_has_ended');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_parent BEFORE INSERT ON case_file FOR EACH ROW WHEN (NEW.parent IS NOT NULL)
  EXECUTE FUNCTION parent_gate();

-- Who reads a case's ledger need not know that it has a parent: its id is kept as a hash, like words.
CREATE OR REPLACE FUNCTION record_opening() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET timezone = 'UTC' SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  kept text;
BEGIN
  NEW.person := sec.person();
  IF NEW.person IS NULL THEN
    RAISE EXCEPTION 'no_context' USING ERRCODE = 'OV001';
  END IF;
  NEW.at := sec.now();
  -- A mandate hidden from the person is answered like one that is not there.
  IF NOT EXISTS (SELECT FROM mandate m WHERE m.edition_id = NEW.edition_id AND m.code = NEW.mandate
      AND m.level <= sec.level() AND NEW.procedure = ANY (m.procedure || m.also)
      AND (m.action_agency, m.action_office) = (NEW.action_agency, NEW.action_office)) THEN
    PERFORM refuse('not_as_mandated');
  END IF;
  IF NOT appointed(NEW.person, NEW.action_office, NEW.action_agency, 'action_officer', NEW.at) THEN
    PERFORM refuse('not_action_office');
  END IF;
  IF NOT EXISTS (SELECT FROM procedure_release w WHERE w.procedure = NEW.procedure) THEN
    PERFORM refuse('procedure_not_available');
  END IF;
  NEW.access := ARRAY[NEW.action_agency];
  SELECT coalesce(jsonb_object_agg(e.agency, e.clearance_right), '{}') INTO NEW.equities
    FROM mandate_equity e WHERE e.edition_id = NEW.edition_id AND e.mandate = NEW.mandate;
  SELECT m.steps INTO NEW.steps FROM mandate m WHERE m.edition_id = NEW.edition_id AND m.code = NEW.mandate;
  NEW.head_version := 0;
  NEW.head_digest := NULL;
  NEW.last_at := NEW.at;
  NEW.ledger_seq := 1;
  kept := ledger_body(to_jsonb(NEW) - ARRAY['ledger_seq', 'ledger_head', 'last_at', 'stage', 'due_key', 'due_at',
    'suspense', 'head_version', 'head_digest', 'access'], ARRAY['title', 'parent']);
  NEW.ledger_head := ledger_hash('\x', NEW.id, 1, NEW.at, NEW.person, 'case_file', kept);
  INSERT INTO ledger VALUES (NEW.id, 1, NEW.at, NEW.person, 'case_file', NEW.id::text, kept, '\x', NEW.ledger_head);
  RETURN NEW;
END $$;

-- The rules of a parent look at all its children, whoever acts: what follows from the facts may not differ by reader.
CREATE FUNCTION sec.children(in_case uuid) RETURNS TABLE (id uuid, procedure text, stage text, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT c.id, c.procedure, c.stage, c.at FROM case_file c WHERE c.parent = in_case ORDER BY c.at, c.id
$$;
REVOKE ALL ON FUNCTION sec.children(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.children(uuid) TO onevoice_app, onevoice_worker;

-- A child's opening, and its moves, wake its parent too.
CREATE OR REPLACE FUNCTION wake_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  is_times boolean := EXISTS (SELECT FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() AND is_time);
BEGIN
  -- What time itself did needs no wake: the workflow that did it looks again. Its parent did not do it.
  IF NOT is_times THEN
    INSERT INTO wake (case_id) VALUES (NEW.id)
      ON CONFLICT (case_id) DO UPDATE SET n = wake.n + 1, at = clock_timestamp();
    PERFORM pg_notify('wake', NEW.id::text);
  END IF;
  IF NEW.parent IS NOT NULL THEN
    INSERT INTO wake (case_id) VALUES (NEW.parent)
      ON CONFLICT (case_id) DO UPDATE SET n = wake.n + 1, at = clock_timestamp();
    PERFORM pg_notify('wake', NEW.parent::text);
  END IF;
  RETURN NULL;
END $$;

-- Whether a person holds, at that instant, what a row of procedure_step or procedure_release asks for. The appointment is
-- locked, as for a signature.
CREATE FUNCTION entitled(who uuid, in_office text, in_case uuid, as_capacity text, of_agency text, at_least smallint,
  acting_too boolean, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM FROM appointment a JOIN office o ON o.code = a.office JOIN person p ON p.id = a.person
      JOIN case_file c ON c.id = in_case
    WHERE a.person = who AND p.active AND p.level >= c.level AND a.office = in_office AND a.capacity = as_capacity
      AND (of_agency = 'any' OR o.agency = CASE of_agency WHEN 'action' THEN c.action_agency ELSE of_agency END)
      AND (of_agency <> 'action' OR as_capacity <> 'action_officer' OR a.office = c.action_office)
      AND a.grade >= at_least AND (acting_too OR a.acting_for IS NULL)
      AND a.valid_from <= moment AND (a.valid_to IS NULL OR a.valid_to > moment)
    FOR SHARE OF a;
  RETURN FOUND;
END $$;

-- Whether a step is one of this very case.
CREATE FUNCTION step_belongs(s procedure_step, c case_file) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT (NOT s.by_mandate OR s.name = ANY (c.steps)) AND (s.only_if IS NULL OR coalesce((SELECT
    m.outcome = ANY (s.only_if_outcomes) FROM milestone m WHERE m.case_id = c.id AND m.name = s.only_if
    ORDER BY m.at DESC LIMIT 1), false))
$$;

-- Whether every step at that place has been taken, by the table; on that very text where the place is of the text.
CREATE FUNCTION steps_taken(in_case uuid, at_place text, of_version integer, of_digest text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT NOT EXISTS (SELECT FROM procedure_step s JOIN case_file c ON c.id = in_case AND c.procedure = s.procedure
    WHERE s.place = at_place AND NOT s.optional AND step_belongs(s, c)
      AND NOT coalesce((SELECT s.passes = '{}' OR m.outcome = ANY (s.passes) FROM milestone m
        WHERE m.case_id = in_case AND m.name = s.name
          AND (at_place NOT IN ('check', 'key') OR (m.version, m.digest) = (of_version, of_digest))
        ORDER BY m.at DESC LIMIT 1), false))
$$;

CREATE FUNCTION milestone_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  s procedure_step%ROWTYPE;
  released boolean;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  SELECT * INTO s FROM procedure_step WHERE procedure = c.procedure AND name = NEW.name;
  IF NOT FOUND OR NOT step_belongs(s, c) THEN PERFORM refuse('not_in_procedure'); END IF;
  released := EXISTS (SELECT FROM release WHERE case_id = NEW.case_id);
  IF EXISTS (SELECT FROM recall WHERE case_id = NEW.case_id) OR EXISTS (SELECT FROM withdrawal WHERE case_id = NEW.case_id) THEN
    PERFORM refuse('case_has_ended');
  END IF;
  IF (s.place IN ('opening', 'check', 'key')) AND released THEN PERFORM refuse('case_has_ended'); END IF;
  IF (s.place IN ('after', 'note')) AND NOT released THEN PERFORM refuse('not_released'); END IF;
  IF (s.place IN ('check', 'key')) IS DISTINCT FROM (NEW.version IS NOT NULL) THEN PERFORM refuse('not_the_current_text'); END IF;
  IF NEW.version IS NOT NULL AND (c.head_version, c.head_digest) IS DISTINCT FROM (NEW.version, NEW.digest) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  IF s.office IS NOT NULL AND NEW.office IS DISTINCT FROM s.office OR NOT entitled(NEW.person, NEW.office, NEW.case_id, s.capacity,
      s.agency, s.grade, s.acting, NEW.at) THEN
    PERFORM refuse('not_' || CASE WHEN s.capacity = 'action_officer' AND s.agency = 'action' THEN 'action_office'
      ELSE s.capacity END);
  END IF;
  IF NEW.version IS NOT NULL AND wrote(NEW.person, NEW.case_id) THEN PERFORM refuse('duties_separated'); END IF;
  IF s.place = 'key' AND EXISTS (SELECT FROM milestone m JOIN procedure_step k ON k.procedure = c.procedure AND k.name = m.name
      WHERE m.case_id = NEW.case_id AND k.place = 'key' AND m.digest = NEW.digest AND m.person = NEW.person) THEN
    PERFORM refuse('duties_separated');
  END IF;
  IF s.place IN ('opening', 'after') AND s.passes = '{}' AND EXISTS (SELECT FROM milestone m WHERE m.case_id = NEW.case_id AND m.name = NEW.name) THEN
    PERFORM refuse('already_recorded');
  END IF;
  IF s.place = 'after' AND NOT s.optional AND EXISTS (SELECT FROM procedure_step b WHERE b.procedure = c.procedure
      AND b.place = 'after' AND b.ordinal < s.ordinal AND NOT b.optional AND step_belongs(b, c)
      AND NOT EXISTS (SELECT FROM milestone m WHERE m.case_id = NEW.case_id AND m.name = b.name)) THEN
    PERFORM refuse('out_of_order');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER b_gate ON milestone;
CREATE TRIGGER b_gate BEFORE INSERT ON milestone FOR EACH ROW EXECUTE FUNCTION milestone_gate();

-- Nothing is circulated before the procedure's opening steps, nor approved before its checks of that very text.
CREATE FUNCTION steps_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT steps_taken(NEW.case_id, TG_ARGV[0], NEW.version, NEW.digest) THEN PERFORM refuse('steps_missing'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_steps BEFORE INSERT ON clearance_round FOR EACH ROW EXECUTE FUNCTION steps_gate('opening');
CREATE TRIGGER c_steps BEFORE INSERT ON approval FOR EACH ROW EXECUTE FUNCTION steps_gate('check');

CREATE OR REPLACE FUNCTION after_release_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF NOT EXISTS (SELECT FROM release WHERE case_id = NEW.case_id) THEN PERFORM refuse('not_released'); END IF;
  IF EXISTS (SELECT FROM recall WHERE case_id = NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) AND NOT EXISTS (SELECT FROM release r
      JOIN procedure_release w ON w.procedure = c.procedure AND w.channel = r.channel
      WHERE r.case_id = NEW.case_id AND entitled(NEW.person, NEW.office, NEW.case_id, w.capacity, w.agency, 1::smallint, true, NEW.at)) THEN
    PERFORM refuse('not_releaser');
  END IF;
  IF EXISTS (SELECT FROM milestone m JOIN procedure_step s ON s.procedure = c.procedure AND s.name = m.name
      WHERE m.case_id = NEW.case_id AND s.place = 'after') THEN
    PERFORM refuse('already_delivered');
  END IF;
  RETURN NEW;
END $$;
