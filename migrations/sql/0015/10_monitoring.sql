---------------------------------------------------------------- monitoring: the table and its own gate
INSERT INTO procedure_release VALUES ('monitoring', 'interagency_memo', 'action', 'releaser');
INSERT INTO procedure_step (procedure, name, place, ordinal, stage, capacity, agency, passes, optional, only_if,
    only_if_outcomes) VALUES
  ('monitoring', 'plan_set', 'opening', 1, 'intake', 'action_officer', 'action', '{}', false, NULL, '{}'),
  ('monitoring', 'tasked', 'opening', 2, 'tasking', 'action_officer', 'action', '{asked,excused}', false, NULL, '{}'),
  ('monitoring', 'returned', 'opening', 3, 'returns', 'coordinator', 'any', '{nil,unchanged,value}', true, NULL, '{}'),
  ('monitoring', 'returns_closed', 'opening', 4, 'returns', 'action_officer', 'action', '{}', false, NULL, '{}'),
  ('monitoring', 'scored', 'check', 5, 'checks', 'coordinator', 'action', '{}', false, NULL, '{}'),
  ('monitoring', 'reviewed', 'after', 6, 'nsc_review', 'nsc_staff', 'nsc', '{}', false, NULL, '{}'),
  ('monitoring', 'followed_up', 'after', 7, 'follow_up', 'action_officer', 'action', '{}', false, 'reviewed',
    '{open_consultation,open_demarche,open_trade_action,returned}');

-- The agencies that were asked for a return, by the latest word to each, and by when.
CREATE FUNCTION asked_of(in_case uuid) RETURNS TABLE (agency text, until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT x.ref, x.until FROM (SELECT DISTINCT ON (m.ref) m.ref, m.outcome, m.until FROM milestone m
    WHERE m.case_id = in_case AND m.name = 'tasked' ORDER BY m.ref, m.at DESC) x WHERE x.outcome = 'asked'
$$;

-- Whether an agency returned those very words in the last period: the one whose assessment had gone out last when this case
-- was opened. What is so then stays so.
CREATE FUNCTION stale_copy(in_case uuid, of_agency text, words text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT m.detail ->> 'value' = words FROM milestone m WHERE m.name = 'returned' AND m.agency = of_agency
    AND m.case_id = (SELECT k.id FROM case_file c JOIN case_file k ON (k.mandate, k.procedure) = (c.mandate, c.procedure)
      JOIN release r ON r.case_id = k.id AND r.at < c.at WHERE c.id = in_case ORDER BY r.at DESC LIMIT 1)
    ORDER BY m.at DESC LIMIT 1), false)
$$;
-- The same to people, of cases that they see.
CREATE FUNCTION sec.stale_copy(in_case uuid, of_agency text, words text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT sec.sees(in_case) AND public.stale_copy(in_case, of_agency, words)
$$;

CREATE FUNCTION returns_gate(m milestone) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  words text := m.detail ->> 'value';
  stale boolean;
  owed integer;
  over boolean;
BEGIN
  IF NOT EXISTS (SELECT FROM milestone p WHERE p.case_id = m.case_id AND p.name = 'plan_set') THEN PERFORM refuse('out_of_order'); END IF;
  IF EXISTS (SELECT FROM milestone p WHERE p.case_id = m.case_id AND p.name = 'returns_closed') THEN
    PERFORM refuse('returns_are_closed');
  END IF;
  IF m.name = 'tasked' THEN
    IF NOT EXISTS (SELECT FROM agency a WHERE a.code = m.ref) THEN PERFORM refuse('unknown_agency'); END IF;
    IF m.outcome = 'asked' AND (m.until IS NULL OR m.until <= m.at) THEN PERFORM refuse('at_out_of_range'); END IF;
    IF m.outcome = 'excused' AND NOT EXISTS (SELECT FROM asked_of(m.case_id) a WHERE a.agency = m.ref) THEN
      PERFORM refuse('not_tasked');
    END IF;
  ELSIF m.name = 'returned' THEN
    IF NOT EXISTS (SELECT FROM office o WHERE (o.code, o.agency) = (m.office, m.agency)) THEN PERFORM refuse('not_coordinator'); END IF;
    IF NOT EXISTS (SELECT FROM asked_of(m.case_id) a WHERE a.agency = m.agency) THEN PERFORM refuse('not_tasked'); END IF;
    IF (words IS NULL) IS DISTINCT FROM (m.outcome = 'nil') THEN PERFORM refuse('return_does_not_fit'); END IF;
    stale := words IS NOT NULL AND stale_copy(m.case_id, m.agency, words);
    IF stale AND m.outcome <> 'unchanged' THEN PERFORM refuse('stale_copy'); END IF;
    IF m.outcome = 'unchanged' AND NOT stale THEN PERFORM refuse('not_the_last_return'); END IF;
  ELSE
    SELECT count(*), bool_and(a.until <= m.at) INTO owed, over FROM asked_of(m.case_id) a
      WHERE NOT EXISTS (SELECT FROM milestone r WHERE r.case_id = m.case_id AND r.name = 'returned' AND r.agency = a.agency);
    IF NOT EXISTS (SELECT FROM asked_of(m.case_id)) OR (m.outcome = 'complete' AND owed > 0)
        OR (m.outcome <> 'complete' AND (owed = 0 OR NOT over)) THEN
      PERFORM refuse('returns_do_not_fit');
    END IF;
  END IF;
END $$;

CREATE FUNCTION monitoring_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  base text := NEW.detail ->> 'baseline';
  wanted text;
BEGIN
  IF NOT EXISTS (SELECT FROM case_file c WHERE c.id = NEW.case_id AND c.procedure = 'monitoring') THEN RETURN NEW; END IF;
  CASE NEW.name
    WHEN 'plan_set' THEN
      IF base IS NULL OR (base !~ '[0-9]' AND lower(btrim(base)) NOT IN ('yes', 'no', 'none')) THEN PERFORM refuse('not_measurable'); END IF;
      IF NOT EXISTS (SELECT FROM office o WHERE o.code = NEW.detail ->> 'owner') THEN PERFORM refuse('unknown_office'); END IF;
    WHEN 'tasked' THEN
      PERFORM returns_gate(NEW);
      -- Whoever is to return sees for what.
      UPDATE case_file c SET access = ARRAY(SELECT DISTINCT unnest(c.access || NEW.ref)) WHERE c.id = NEW.case_id;
    WHEN 'returned', 'returns_closed' THEN
      PERFORM returns_gate(NEW);
    WHEN 'scored' THEN
      IF NEW.outcome = 'on_track' AND EXISTS (SELECT FROM milestone m WHERE m.case_id = NEW.case_id
          AND (m.name, m.outcome) = ('returns_closed', 'incomplete')) THEN
        PERFORM refuse('not_all_returned');
      END IF;
    WHEN 'reviewed' THEN
      IF wrote(NEW.person, NEW.case_id) THEN PERFORM refuse('duties_separated'); END IF;
    WHEN 'followed_up' THEN
      SELECT CASE m.outcome WHEN 'returned' THEN 'monitoring' WHEN 'open_demarche' THEN 'demarche'
          WHEN 'open_trade_action' THEN 'trade_action' WHEN 'open_consultation' THEN 'consultation' END
        INTO wanted FROM milestone m WHERE m.case_id = NEW.case_id AND m.name = 'reviewed';
      IF NOT EXISTS (SELECT FROM case_file k WHERE k.parent = NEW.case_id AND k.procedure = wanted
          AND k.stage NOT IN ('withdrawn', 'recalled')) THEN
        PERFORM refuse('nothing_opened');
      END IF;
    ELSE NULL;
  END CASE;
  RETURN NEW;
END $$;
CREATE TRIGGER c_monitoring BEFORE INSERT ON milestone FOR EACH ROW EXECUTE FUNCTION monitoring_gate();

-- A watch stays inside: where nobody stands between (PAR-4), nobody is asked. Whatever goes out is cleared by somebody.
ALTER TABLE clearance_round DROP CONSTRAINT round_has_clearers;
CREATE FUNCTION clearers_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM case_file c WHERE c.id = NEW.case_id AND c.procedure = 'monitoring') THEN
    PERFORM refuse('nobody_clears');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_clearers BEFORE INSERT ON clearance_round FOR EACH ROW WHEN (cardinality(NEW.must_clear) = 0)
  EXECUTE FUNCTION clearers_gate();
