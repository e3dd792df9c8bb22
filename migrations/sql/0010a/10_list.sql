---------------------------------------------------------------- cases that only named offices may know of
-- A case with this list is there for people of those offices alone, whatever their agency; watchers are on it or do not
-- see the case. Its `access` then holds offices: the list, and the chairs of the bodies that a split came before.
ALTER TABLE case_file ADD COLUMN need_to_know text[];
COMMENT ON COLUMN case_file.need_to_know IS 'the offices that alone may know of it; null: the agencies in access, and watchers';
GRANT SELECT (need_to_know) ON case_file TO onevoice_worker;

-- Under a case of which procedures, of the same mandate, a procedure may be opened; none: under its mandate itself.
CREATE TABLE procedure_under (
  procedure text NOT NULL,
  parent text NOT NULL,
  need_to_know boolean NOT NULL DEFAULT false,
  PRIMARY KEY (procedure, parent)
);
ALTER TABLE procedure_under ENABLE ROW LEVEL SECURITY;
ALTER TABLE procedure_under FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON procedure_under TO onevoice_owner USING (true) WITH CHECK (true);
CREATE POLICY all_read ON procedure_under FOR SELECT TO onevoice_app, onevoice_verifier USING (true);
GRANT SELECT ON procedure_under TO onevoice_app, onevoice_verifier;

-- The offices in which the person entered holds any appointment now.
CREATE FUNCTION sec.offices() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT a.office), '{}') FROM appointment a
   WHERE a.person = sec.person() AND a.valid_from <= sec.now() AND (a.valid_to IS NULL OR a.valid_to > sec.now())
$$;

-- Whether a case is there for whom the transaction is; every case is there for time.
CREATE FUNCTION sec.sees(of_case uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT EXISTS (SELECT FROM case_file c, sec.context who WHERE who.xid = pg_current_xact_id_if_assigned() AND c.id = of_case
    AND (who.is_time OR c.level <= who.level AND CASE WHEN c.need_to_know IS NULL THEN who.watches OR c.access && who.agencies
      ELSE c.access && sec.offices() END))
$$;
REVOKE ALL ON FUNCTION sec.offices(), sec.sees(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.offices(), sec.sees(uuid) TO onevoice_app, onevoice_worker;

-- The words too are there for those on the list alone, and not for every watcher.
CREATE OR REPLACE FUNCTION sec.reads_words(of_case uuid, of_version integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT EXISTS (SELECT FROM case_file c, sec.context w
    WHERE w.xid = pg_current_xact_id_if_assigned() AND c.id = of_case
      AND c.level <= w.level AND CASE WHEN c.need_to_know IS NULL THEN w.watches OR c.access && w.agencies
        ELSE c.access && sec.offices() END
      AND (w.watches OR c.action_agency = ANY (w.agencies)
        OR EXISTS (SELECT FROM clearance_round r WHERE r.case_id = c.id AND r.version = of_version)
        OR EXISTS (SELECT FROM ruling r WHERE r.case_id = c.id AND r.version = of_version)
        OR split_is_open(c.id)))
$$;

ALTER POLICY by_level_and_list ON case_file USING (level <= (SELECT sec.level()) AND CASE WHEN need_to_know IS NULL
  THEN (SELECT sec.watches()) OR access && (SELECT sec.agencies()) ELSE access && (SELECT sec.offices()) END);
ALTER POLICY by_level_and_list_up ON case_file USING (level <= (SELECT sec.level()) AND CASE WHEN need_to_know IS NULL
  THEN (SELECT sec.watches()) OR access && (SELECT sec.agencies()) ELSE access && (SELECT sec.offices()) END);

CREATE OR REPLACE FUNCTION record_fact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET timezone = 'UTC' SET bytea_output = 'hex' SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  who sec.context%ROWTYPE;
  c record;
  kept text;
  chained bytea;
BEGIN
  SELECT * INTO who FROM sec.context WHERE xid = pg_current_xact_id_if_assigned();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no_context' USING ERRCODE = 'OV001';
  END IF;
  SELECT ledger_seq + 1 AS seq, ledger_head AS head, greatest(sec.now(), last_at + interval '1 microsecond') AS at
    INTO c FROM case_file WHERE id = NEW.case_id
     AND (who.is_time OR level <= who.level AND CASE WHEN need_to_know IS NULL THEN who.watches OR access && who.agencies
       ELSE access && sec.offices() END)
     FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no_such_case' USING ERRCODE = 'OV004';
  END IF;
  NEW.at := c.at;
  NEW.person := who.person;
  IF TG_TABLE_NAME = 'sign_off' THEN NEW.seq := c.seq; END IF;
  kept := ledger_body(to_jsonb(NEW), coalesce(TG_ARGV, '{}'));
  chained := ledger_hash(c.head, NEW.case_id, c.seq, c.at, who.person, TG_TABLE_NAME, kept);
  INSERT INTO ledger VALUES
    (NEW.case_id, c.seq, c.at, who.person, TG_TABLE_NAME, NEW.id::text, kept, c.head, chained);
  UPDATE case_file SET ledger_seq = c.seq, ledger_head = chained, last_at = c.at WHERE id = NEW.case_id;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION sec.told(of_case uuid) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  who sec.context%ROWTYPE;
BEGIN
  SELECT * INTO who FROM sec.context WHERE xid = pg_current_xact_id_if_assigned();
  IF NOT FOUND OR who.is_time THEN RETURN NULL; END IF;
  PERFORM FROM public.case_file
    WHERE id = of_case AND level <= who.level AND CASE WHEN need_to_know IS NULL THEN who.watches OR access && who.agencies
      ELSE access && sec.offices() END;
  IF NOT FOUND THEN RETURN NULL; END IF;
  RETURN (SELECT '[' || coalesce(string_agg('["' || l.kind || '",' || l.body || ']', ',' ORDER BY l.seq), '') || ']'
            FROM public.ledger l WHERE l.case_id = of_case AND l.seq > 1);
END $$;

-- A case is opened only under one that its opener sees and that is not over; one that is hidden is not there.
CREATE OR REPLACE FUNCTION parent_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  PERFORM FROM case_file p WHERE p.id = NEW.parent FOR KEY SHARE;
  IF NOT FOUND OR NOT sec.sees(NEW.parent) THEN
    RAISE EXCEPTION 'no_such_case' USING ERRCODE = 'OV004';
  END IF;
  IF EXISTS (SELECT FROM withdrawal w WHERE w.case_id = NEW.parent) OR EXISTS (SELECT FROM recall r WHERE r.case_id = NEW.parent) THEN
    PERFORM refuse('parent_has_ended');
  END IF;
  RETURN NEW;
END $$;

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
      AND m.level <= sec.level() AND (m.action_agency, m.action_office) = (NEW.action_agency, NEW.action_office)
      AND CASE WHEN EXISTS (SELECT FROM procedure_under u WHERE u.procedure = NEW.procedure)
        THEN EXISTS (SELECT FROM procedure_under u JOIN case_file p ON p.procedure = u.parent
          WHERE u.procedure = NEW.procedure AND p.id = NEW.parent AND p.mandate = NEW.mandate)
        ELSE NEW.procedure = ANY (m.procedure || m.also) END) THEN
    PERFORM refuse('not_as_mandated');
  END IF;
  IF NOT appointed(NEW.person, NEW.action_office, NEW.action_agency, 'action_officer', NEW.at) THEN
    PERFORM refuse('not_action_office');
  END IF;
  IF NOT EXISTS (SELECT FROM procedure_release w WHERE w.procedure = NEW.procedure) THEN
    PERFORM refuse('procedure_not_available');
  END IF;
  -- Who takes a step before circulation has to see the case before circulation.
  NEW.access := ARRAY(SELECT NEW.action_agency UNION SELECT s.agency FROM procedure_step s WHERE s.procedure = NEW.procedure
    AND s.place = 'opening' AND s.agency NOT IN ('action', 'any') ORDER BY 1);
  SELECT coalesce(jsonb_object_agg(e.agency, e.clearance_right), '{}') INTO NEW.equities
    FROM mandate_equity e WHERE e.edition_id = NEW.edition_id AND e.mandate = NEW.mandate;
  IF NEW.need_to_know IS NOT NULL THEN
    NEW.need_to_know := ARRAY(SELECT DISTINCT unnest(NEW.need_to_know) ORDER BY 1);
    IF EXISTS (SELECT FROM unnest(NEW.need_to_know) listed (code) WHERE NOT EXISTS (SELECT FROM office o WHERE o.code = listed.code)) THEN
      PERFORM refuse('unknown_office');
    END IF;
    NEW.access := NEW.need_to_know;
    -- Who may not know of it does not clear it either.
    SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') INTO NEW.equities FROM jsonb_each(NEW.equities) e
      WHERE e.key IN (SELECT o.agency FROM office o WHERE o.code = ANY (NEW.need_to_know));
  END IF;
  IF (NEW.need_to_know IS NOT NULL) IS DISTINCT FROM EXISTS (SELECT FROM procedure_under u
      WHERE u.procedure = NEW.procedure AND u.need_to_know)
     OR NEW.need_to_know IS NOT NULL AND NOT (NEW.need_to_know @> ARRAY[NEW.action_office, 'state.l']
       AND 'must_clear' IN (SELECT e.value FROM jsonb_each_text(NEW.equities) e)) THEN
    PERFORM refuse('need_to_know_list');
  END IF;
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

-- Nobody is asked, or informed, who may not know of it: an agency is if one of its offices is on the list.
CREATE FUNCTION on_the_list_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF c.need_to_know IS NOT NULL AND NOT ARRAY(SELECT o.agency FROM office o WHERE o.code = ANY (c.access))
      @> (NEW.must_clear || NEW.clear_if_affected || NEW.info) THEN
    PERFORM refuse('not_on_the_list');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_list BEFORE INSERT ON clearance_round FOR EACH ROW EXECUTE FUNCTION on_the_list_gate();

-- A split is seen by the body that it comes before: its chair, the APNSA or the President comes on the list with the move.
CREATE FUNCTION chair_on_the_list() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  UPDATE case_file SET access = ARRAY(SELECT DISTINCT unnest(access || ARRAY(SELECT o.code FROM office o WHERE o.code =
    CASE NEW.rung WHEN 'ig' THEN 'ig.japan' WHEN 'sig_fp' THEN 'sig.fp' WHEN 'sig_dp' THEN 'sig.dp'
      WHEN 'sig_iep' THEN 'sig.iep' WHEN 'tpsc' THEN 'tpsc.chair' WHEN 'tprg' THEN 'tprg.chair'
      WHEN 'tpc' THEN 'tpc.chair' WHEN 'nsc' THEN 'nsc.apnsa' WHEN 'president' THEN 'white-house.president' END)))
   WHERE id = NEW.case_id AND need_to_know IS NOT NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER c_list BEFORE INSERT ON split_move FOR EACH ROW EXECUTE FUNCTION chair_on_the_list();

-- The rules of a parent look at all its children, whoever acts: what follows from the facts may not differ by reader.
-- Nobody else is told of them.
DROP FUNCTION sec.children(uuid);
CREATE FUNCTION sec.children(in_case uuid) RETURNS TABLE (id uuid, procedure text, stage text, at timestamptz,
  version integer, digest text, drafted_by uuid, released text, released_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT c.id, c.procedure, c.stage, c.at, v.version, v.digest, v.person, r.digest, r.at FROM case_file c
    JOIN text_version v ON v.case_id = c.id AND v.version = c.head_version
    LEFT JOIN release r ON r.case_id = c.id AND NOT EXISTS (SELECT FROM recall x WHERE x.case_id = c.id)
   WHERE c.parent = in_case AND sec.sees(in_case) ORDER BY c.at, c.id
$$;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
REVOKE ALL ON FUNCTION sec.children(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.children(uuid) TO onevoice_app, onevoice_worker;
