---------------------------------------------------------------- links, levers, pressure: what other cases stand against
-- A step lapses once time has noted what it lapses with.
CREATE OR REPLACE FUNCTION step_belongs(s procedure_step, c case_file) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT (NOT s.by_mandate OR s.name = ANY (c.steps)) AND (s.only_if IS NULL OR coalesce((SELECT
    m.outcome = ANY (s.only_if_outcomes) FROM milestone m WHERE m.case_id = c.id AND m.name = s.only_if
    ORDER BY m.at DESC LIMIT 1), false))
    AND NOT EXISTS (SELECT FROM time_act t WHERE t.case_id = c.id AND t.key = s.lapses_with)
$$;

CREATE FUNCTION visible(in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT EXISTS (SELECT FROM case_file c WHERE c.id = in_case AND c.level <= sec.level()
    AND (sec.watches() OR c.access && sec.agencies()))
$$;

-- Links that nobody has ended.
CREATE FUNCTION open_links(in_case uuid) RETURNS TABLE (id uuid, kind text, first uuid, second uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT l.id, split_part(l.link, '/', 1), split_part(l.link, '/', 2)::uuid, split_part(l.link, '/', 3)::uuid
    FROM case_link l
   WHERE (split_part(l.link, '/', 2)::uuid = in_case OR split_part(l.link, '/', 3)::uuid = in_case)
     AND NOT EXISTS (SELECT FROM case_link_end e WHERE e.link = l.id)
$$;

-- The levers that a case's mandate shares, and whether it is the one that certifies.
CREATE FUNCTION levers_of(in_case uuid) RETURNS TABLE (directive text, name text, certifies boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT e.directive, l.name, c.mandate = ANY (l.certifies) FROM case_file c
    JOIN directive_edition e ON e.id = c.edition_id
    JOIN lever l ON l.edition_id = c.edition_id AND c.mandate = ANY (l.mandates)
   WHERE c.id = in_case
$$;

-- What a certification under another mandate of the same lever does to a case that pulls it: 'pending' while one is not
-- decided, 'certified' while the latest decided one found so, or 'free'.
CREATE FUNCTION sec.lever_state(in_case uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH found AS (
    SELECT k.at, d.finding, d.at AS decided_at FROM certification k
      JOIN case_file o ON o.id = k.case_id
      JOIN levers_of(o.id) theirs ON theirs.certifies
      JOIN levers_of(in_case) ours ON (ours.directive, ours.name) = (theirs.directive, theirs.name) AND NOT ours.certifies
      LEFT JOIN certification_decision d ON d.certification = k.id)
  SELECT CASE WHEN EXISTS (SELECT FROM found WHERE finding IS NULL) THEN 'pending'
    WHEN (SELECT finding FROM found ORDER BY decided_at DESC LIMIT 1) = 'certified' THEN 'certified' ELSE 'free' END
$$;

CREATE FUNCTION sec.non_voting(of_edition uuid, of_mandate text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT m.non_voting FROM mandate m WHERE m.edition_id = of_edition AND m.code = of_mandate
$$;

CREATE FUNCTION counterpart_of(c case_file) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT m.counterpart FROM mandate m WHERE m.edition_id = c.edition_id AND m.code = c.mandate
$$;

-- Whether so many demarches went to the case's counterpart within the week that this one waits until the NSC has sequenced
-- it, where the directive has it wait. All are counted, whoever may know of them.
CREATE FUNCTION under_pressure(c case_file) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT c.procedure = 'demarche' AND NOT EXISTS (SELECT FROM sequencing s
      WHERE s.case_id = c.id AND (s.not_before IS NULL OR s.not_before <= sec.now())
        AND s.at = (SELECT max(x.at) FROM sequencing x WHERE x.case_id = c.id))
    AND (SELECT count(*) FROM release r JOIN case_file o ON o.id = r.case_id AND o.procedure = 'demarche'
          WHERE r.at > sec.now() - interval '7 days' AND counterpart_of(o) = counterpart_of(c)
            AND NOT EXISTS (SELECT FROM recall b WHERE b.case_id = o.id))
      >= (SELECT g.demarches_a_week FROM pressure_gauge g
           WHERE g.edition_id = c.edition_id AND g.counterpart = counterpart_of(c) AND g.then_it = 'wait')
$$;

-- Why other cases stand against the release of this one. The rules look at all; what a person is told is casework's.
CREATE FUNCTION sec.coordination(in_case uuid) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT CASE WHEN EXISTS (SELECT FROM release r WHERE r.case_id = in_case) THEN '{}' ELSE array_remove(ARRAY[
    CASE WHEN EXISTS (SELECT FROM open_links(in_case) l WHERE l.kind = 'prerequisite' AND l.first = in_case
      AND (NOT EXISTS (SELECT FROM release r WHERE r.case_id = l.second)
        OR EXISTS (SELECT FROM recall b WHERE b.case_id = l.second))) THEN 'prerequisite' END,
    CASE WHEN EXISTS (SELECT FROM open_links(in_case) l WHERE l.kind = 'supersedes' AND l.second = in_case)
      THEN 'superseded' END,
    CASE WHEN c.procedure = 'trade_action' AND sec.lever_state(in_case) = 'pending' THEN 'lever' END,
    CASE WHEN under_pressure(c) THEN 'pressure' END], NULL) END
  FROM case_file c WHERE c.id = in_case
$$;

---------------------------------------------------------------- the materialised conflict across cases
CREATE FUNCTION count_up(keys text[]) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  one text;
BEGIN
  FOR one IN SELECT DISTINCT unnest(keys) ORDER BY 1 LOOP
    INSERT INTO tie (key) VALUES (one) ON CONFLICT (key) DO UPDATE SET n = tie.n + 1;
  END LOOP;
END $$;

-- The levers of a case as keys of ties.
CREATE FUNCTION lever_keys(in_case uuid) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg('lever/' || l.directive || '/' || l.name), '{}') FROM levers_of(in_case) l
$$;

-- Runs before record_fact, so that the instants of what meets here are in the order in which it was let through. What the
-- person does not see is not waited for: record_fact and the gates answer that it is not there.
CREATE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  keys text[] := '{}';
BEGIN
  IF NOT visible(NEW.case_id) THEN RETURN NEW; END IF;
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF TG_TABLE_NAME IN ('release', 'recall') THEN
    keys := ARRAY(SELECT 'case/' || t FROM open_links(NEW.case_id) l, unnest(ARRAY[l.first, l.second]) t
      WHERE l.kind IN ('prerequisite', 'supersedes')) || ('case/' || NEW.case_id::text);
    IF c.procedure = 'demarche' THEN keys := keys || ('counterpart/' || counterpart_of(c)); END IF;
  END IF;
  IF TG_TABLE_NAME IN ('certification', 'certification_decision') OR c.procedure = 'trade_action' THEN
    keys := keys || lever_keys(NEW.case_id);
  END IF;
  PERFORM count_up(keys);
  RETURN NEW;
END $$;
CREATE TRIGGER a_meet BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION meet();
CREATE TRIGGER a_meet BEFORE INSERT ON recall FOR EACH ROW EXECUTE FUNCTION meet();
CREATE TRIGGER a_meet BEFORE INSERT ON certification FOR EACH ROW EXECUTE FUNCTION meet();
CREATE TRIGGER a_meet BEFORE INSERT ON certification_decision FOR EACH ROW EXECUTE FUNCTION meet();
CREATE TRIGGER a_meet BEFORE INSERT ON milestone FOR EACH ROW WHEN (NEW.name = 'tranche_released') EXECUTE FUNCTION meet();

CREATE FUNCTION meet_at_link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  tied text;
  ends uuid[];
BEGIN
  IF TG_TABLE_NAME = 'case_link' THEN
    tied := NEW.link;
  ELSE
    SELECT l.link INTO tied FROM case_link l WHERE l.id = NEW.link;
  END IF;
  -- A link that has not its form is left to its constraint.
  IF tied IS NULL OR tied !~ '^[a-z_]+(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){2}$' THEN RETURN NEW; END IF;
  ends := ARRAY[split_part(tied, '/', 2), split_part(tied, '/', 3)];
  IF visible(ends[1]) AND visible(ends[2]) THEN
    PERFORM count_up(ARRAY['case/' || ends[1]::text, 'case/' || ends[2]::text]);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_meet BEFORE INSERT ON case_link FOR EACH ROW EXECUTE FUNCTION meet_at_link();
CREATE TRIGGER a_meet BEFORE INSERT ON case_link_end FOR EACH ROW EXECUTE FUNCTION meet_at_link();

CREATE FUNCTION coordination_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF cardinality(sec.coordination(NEW.case_id)) > 0 THEN PERFORM refuse('coordination_pending'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_coordination BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION coordination_gate();

---------------------------------------------------------------- gates of the facts that tie cases
-- An action officer of the action office, or the NSC.
CREATE FUNCTION ties_cases(who uuid, in_office text, in_case uuid, moment timestamptz) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT of_action_office(who, in_office, in_case, moment)
    OR appointed(who, in_office, 'nsc', 'nsc_staff', moment) OR appointed(who, in_office, 'nsc', 'apnsa', moment)
$$;

-- The fact is of the end that is marked higher, the first of two alike: whoever sees only the lower one sees nothing of it.
CREATE FUNCTION case_link_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  how text := split_part(NEW.link, '/', 1);
  one case_file%ROWTYPE;
  two case_file%ROWTYPE;
BEGIN
  SELECT * INTO one FROM case_file WHERE id = split_part(NEW.link, '/', 2)::uuid;
  SELECT * INTO two FROM case_file WHERE id = split_part(NEW.link, '/', 3)::uuid;
  IF one.id IS NULL OR two.id IS NULL OR NOT visible(one.id) OR NOT visible(two.id) THEN
    RAISE EXCEPTION 'no_such_case' USING ERRCODE = 'OV004';
  END IF;
  IF one.id = two.id OR NEW.case_id <> (CASE WHEN two.level > one.level THEN two.id ELSE one.id END) THEN
    PERFORM refuse('not_an_end');
  END IF;
  IF NOT ties_cases(NEW.person, NEW.office, one.id, NEW.at) AND NOT ties_cases(NEW.person, NEW.office, two.id, NEW.at) THEN
    PERFORM refuse('not_action_office');
  END IF;
  IF how = 'supersedes' AND NOT ties_cases(NEW.person, NEW.office, two.id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  IF EXISTS (SELECT FROM open_links(one.id) l WHERE (l.kind, l.first, l.second) = (how, one.id, two.id) AND l.id <> NEW.id) THEN
    PERFORM refuse('already_linked');
  END IF;
  IF how IN ('prerequisite', 'supersedes') AND gone_out_or_withdrawn((CASE how WHEN 'prerequisite' THEN one.id ELSE two.id END)) THEN
    PERFORM refuse('case_has_ended');
  END IF;
  IF how = 'prerequisite' AND EXISTS (
      WITH RECURSIVE waits (id) AS (SELECT two.id UNION SELECT l.second FROM waits w, open_links(w.id) l
        WHERE l.kind = 'prerequisite' AND l.first = w.id)
      SELECT FROM waits WHERE id = one.id) THEN
    PERFORM refuse('links_in_circle');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON case_link FOR EACH ROW EXECUTE FUNCTION case_link_gate();

CREATE FUNCTION case_link_end_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  l case_link%ROWTYPE;
BEGIN
  SELECT * INTO l FROM case_link WHERE id = NEW.link AND case_id = NEW.case_id;
  IF NOT FOUND OR NOT visible(split_part(l.link, '/', 2)::uuid) OR NOT visible(split_part(l.link, '/', 3)::uuid) THEN
    PERFORM refuse('no_such_link');
  END IF;
  IF NOT ties_cases(NEW.person, NEW.office, split_part(l.link, '/', 2)::uuid, NEW.at)
     AND NOT ties_cases(NEW.person, NEW.office, split_part(l.link, '/', 3)::uuid, NEW.at) THEN
    PERFORM refuse('not_action_office');
  END IF;
  IF EXISTS (SELECT FROM case_link_end e WHERE e.link = NEW.link) THEN PERFORM refuse('link_already_ended'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON case_link_end FOR EACH ROW EXECUTE FUNCTION case_link_end_gate();

CREATE FUNCTION certification_is_pending(in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM certification k WHERE k.case_id = in_case
    AND NOT EXISTS (SELECT FROM certification_decision d WHERE d.certification = k.id))
$$;

-- A certification is opened by the action office of a mandate that certifies, and decided by that Department's head. While
-- it is pending its case is not withdrawn or recalled: it follows from the facts, and is not traded away.
CREATE FUNCTION certification_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM withdrawal w WHERE w.case_id = NEW.case_id) OR EXISTS (SELECT FROM recall b WHERE b.case_id = NEW.case_id) THEN
    PERFORM refuse('case_has_ended');
  END IF;
  IF NOT EXISTS (SELECT FROM levers_of(NEW.case_id) l WHERE l.certifies) THEN PERFORM refuse('mandate_does_not_certify'); END IF;
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  IF certification_is_pending(NEW.case_id) THEN PERFORM refuse('certification_pending'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON certification FOR EACH ROW EXECUTE FUNCTION certification_gate();

CREATE FUNCTION certification_decision_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  k certification%ROWTYPE;
BEGIN
  SELECT * INTO k FROM certification WHERE id = NEW.certification AND case_id = NEW.case_id;
  IF NOT FOUND THEN PERFORM refuse('no_such_certification'); END IF;
  IF EXISTS (SELECT FROM certification_decision d WHERE d.certification = k.id) THEN
    PERFORM refuse('certification_already_decided');
  END IF;
  IF NOT entitled(NEW.person, NEW.office, NEW.case_id, 'approver', 'action', 7::smallint, true, NEW.at) THEN
    PERFORM refuse('not_the_secretary');
  END IF;
  IF NEW.person = k.person THEN PERFORM refuse('duties_separated'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON certification_decision FOR EACH ROW EXECUTE FUNCTION certification_decision_gate();

CREATE FUNCTION certified_case_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF certification_is_pending(NEW.case_id) THEN PERFORM refuse('certification_pending'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_certification BEFORE INSERT ON withdrawal FOR EACH ROW EXECUTE FUNCTION certified_case_stays();
CREATE TRIGGER c_certification BEFORE INSERT ON recall FOR EACH ROW EXECUTE FUNCTION certified_case_stays();

CREATE FUNCTION sequencing_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF c.procedure <> 'demarche' THEN PERFORM refuse('not_in_procedure'); END IF;
  IF NOT appointed(NEW.person, NEW.office, 'nsc', 'nsc_staff', NEW.at) AND NOT appointed(NEW.person, NEW.office, 'nsc', 'apnsa', NEW.at) THEN
    PERFORM refuse('not_nsc');
  END IF;
  IF NEW.not_before > NEW.at + interval '7 days' THEN PERFORM refuse('beyond_the_week'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON sequencing FOR EACH ROW EXECUTE FUNCTION sequencing_gate();
