-- The same answers in fewer steps: what every act on every case asks, and what most cases have nothing of.

-- Where no gauge has the next demarche wait, none is counted.
CREATE OR REPLACE FUNCTION under_pressure(c case_file) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  gauge record;
BEGIN
  IF c.procedure <> 'demarche' THEN RETURN false; END IF;
  SELECT g.counterpart, g.demarches_a_week INTO gauge FROM mandate m
    JOIN pressure_gauge g ON g.edition_id = m.edition_id AND g.counterpart = m.counterpart AND g.then_it = 'wait'
   WHERE m.edition_id = c.edition_id AND m.code = c.mandate;
  IF NOT FOUND OR EXISTS (SELECT FROM sequencing s
      WHERE s.case_id = c.id AND (s.not_before IS NULL OR s.not_before <= sec.now())
        AND s.at = (SELECT max(x.at) FROM sequencing x WHERE x.case_id = c.id)) THEN
    RETURN false;
  END IF;
  RETURN (WITH gone AS MATERIALIZED (SELECT o.edition_id, o.mandate FROM release r JOIN case_file o ON o.id = r.case_id
              WHERE r.at > sec.now() - interval '7 days' AND o.procedure = 'demarche'
                AND NOT EXISTS (SELECT FROM recall b WHERE b.case_id = o.id))
          SELECT count(*) FROM gone JOIN mandate m ON m.edition_id = gone.edition_id AND m.code = gone.mandate
           WHERE m.counterpart = gauge.counterpart) >= gauge.demarches_a_week;
END $$;

CREATE OR REPLACE FUNCTION sec.coordination(in_case uuid) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  causes text[] := '{}';
BEGIN
  SELECT * INTO c FROM case_file WHERE id = in_case;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF EXISTS (SELECT FROM release r WHERE r.case_id = in_case) THEN RETURN causes; END IF;
  IF EXISTS (SELECT FROM case_link l WHERE split_part(l.link, '/', 2)::uuid = in_case
                                        OR split_part(l.link, '/', 3)::uuid = in_case) THEN
    IF EXISTS (SELECT FROM open_links(in_case) l WHERE l.kind = 'prerequisite' AND l.first = in_case
        AND (NOT EXISTS (SELECT FROM release r WHERE r.case_id = l.second)
          OR EXISTS (SELECT FROM recall b WHERE b.case_id = l.second))) THEN
      causes := causes || 'prerequisite'::text;
    END IF;
    IF EXISTS (SELECT FROM open_links(in_case) l WHERE l.kind = 'supersedes' AND l.second = in_case) THEN
      causes := causes || 'superseded'::text;
    END IF;
  END IF;
  IF c.procedure = 'trade_action' AND sec.lever_state(in_case) = 'pending' THEN causes := causes || 'lever'::text; END IF;
  IF under_pressure(c) THEN causes := causes || 'pressure'::text; END IF;
  RETURN causes;
END $$;
