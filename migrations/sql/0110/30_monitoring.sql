-- An assessment made anew is held to the period before, not to the one that it replaces; whose return it was is asked by that
-- agency alone; and what follows a review was opened after it.
CREATE OR REPLACE FUNCTION stale_copy(in_case uuid, of_agency text, words text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT m.detail ->> 'value' = words FROM milestone m WHERE m.name = 'returned' AND m.agency = of_agency
    AND m.case_id = (SELECT k.id FROM case_file c JOIN case_file k ON (k.mandate, k.procedure) = (c.mandate, c.procedure)
      JOIN release r ON r.case_id = k.id AND r.at < c.at
      WHERE c.id = in_case AND k.id IS DISTINCT FROM c.parent ORDER BY r.at DESC LIMIT 1)
    ORDER BY m.at DESC LIMIT 1), false)
$$;

CREATE OR REPLACE FUNCTION sec.stale_copy(in_case uuid, of_agency text, words text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT sec.sees(in_case) AND of_agency = ANY (sec.agencies()) AND public.stale_copy(in_case, of_agency, words)
$$;

CREATE OR REPLACE FUNCTION monitoring_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  base text := NEW.detail ->> 'baseline';
  wanted text;
  reviewed timestamptz;
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
        , m.at INTO wanted, reviewed FROM milestone m WHERE m.case_id = NEW.case_id AND m.name = 'reviewed';
      IF NOT EXISTS (SELECT FROM case_file k WHERE k.parent = NEW.case_id AND k.procedure = wanted AND k.at > reviewed
          AND k.stage NOT IN ('withdrawn', 'recalled')) THEN
        PERFORM refuse('nothing_opened');
      END IF;
    ELSE NULL;
  END CASE;
  RETURN NEW;
END $$;
