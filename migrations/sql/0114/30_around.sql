-- Why a case waits for others; of a case that whoever asks is known to see.
CREATE FUNCTION causes_to_wait(c case_file) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  causes text[] := '{}';
BEGIN
  IF EXISTS (SELECT FROM release r WHERE r.case_id = c.id) THEN RETURN causes; END IF;
  IF EXISTS (SELECT FROM case_link l WHERE split_part(l.link, '/', 2)::uuid = c.id
                                        OR split_part(l.link, '/', 3)::uuid = c.id) THEN
    IF EXISTS (SELECT FROM open_links(c.id) l WHERE l.kind = 'prerequisite' AND l.first = c.id
        AND (NOT EXISTS (SELECT FROM release r WHERE r.case_id = l.second)
          OR EXISTS (SELECT FROM recall b WHERE b.case_id = l.second))) THEN
      causes := causes || 'prerequisite'::text;
    END IF;
    IF EXISTS (SELECT FROM open_links(c.id) l WHERE l.kind = 'supersedes' AND l.second = c.id) THEN
      causes := causes || 'superseded'::text;
    END IF;
  END IF;
  IF c.procedure = 'trade_action' AND sec.lever_state(c.id) = 'pending' THEN causes := causes || 'lever'::text; END IF;
  IF under_pressure(c) THEN causes := causes || 'pressure'::text; END IF;
  RETURN causes;
END $$;
REVOKE ALL ON FUNCTION causes_to_wait(case_file) FROM PUBLIC;

CREATE OR REPLACE FUNCTION sec.coordination(in_case uuid) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
BEGIN
  IF NOT sec.sees(in_case) THEN RETURN NULL; END IF;
  SELECT * INTO c FROM case_file WHERE id = in_case;
  RETURN causes_to_wait(c);
END $$;

CREATE OR REPLACE FUNCTION sec.around(of_case uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  m record;
BEGIN
  IF NOT sec.sees(of_case) THEN RETURN NULL; END IF;
  SELECT * INTO c FROM case_file WHERE id = of_case;
  SELECT deadlines, non_voting INTO m FROM mandate WHERE edition_id = c.edition_id AND code = c.mandate;
  RETURN jsonb_build_object(
    'children', CASE WHEN EXISTS (SELECT FROM case_file k WHERE k.parent = of_case)
      THEN (SELECT jsonb_agg(to_jsonb(k)) FROM sec.children(of_case) k) END,
    'above', CASE WHEN c.parent IS NOT NULL THEN sec.above(of_case) END,
    'frozen', CASE WHEN c.parent IS NOT NULL THEN sec.frozen(of_case) END,
    'deadlines', CASE WHEN jsonb_array_length(m.deadlines) > 0 THEN sec.deadlines(of_case) END,
    'non_voting', m.non_voting,
    'coordination', causes_to_wait(c));
END $$;

CREATE OR REPLACE FUNCTION under_pressure(c case_file) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  gauge record;
  moment timestamptz;
BEGIN
  IF c.procedure <> 'demarche' THEN RETURN false; END IF;
  SELECT g.counterpart, g.demarches_a_week INTO gauge FROM mandate m
    JOIN pressure_gauge g ON g.edition_id = m.edition_id AND g.counterpart = m.counterpart AND g.then_it = 'wait'
   WHERE m.edition_id = c.edition_id AND m.code = c.mandate;
  IF NOT FOUND THEN RETURN false; END IF;
  moment := sec.now();
  RETURN (WITH gone AS MATERIALIZED (SELECT o.edition_id, o.mandate FROM release r JOIN case_file o ON o.id = r.case_id
              WHERE r.at > moment - interval '7 days' AND o.procedure = 'demarche'
                AND NOT EXISTS (SELECT FROM recall b WHERE b.case_id = o.id))
          SELECT count(*) FROM gone JOIN mandate m ON m.edition_id = gone.edition_id AND m.code = gone.mandate
           WHERE m.counterpart = gauge.counterpart) >= gauge.demarches_a_week
    AND NOT EXISTS (SELECT FROM sequencing s WHERE s.case_id = c.id AND (s.not_before IS NULL OR s.not_before <= moment)
      AND s.at = (SELECT max(x.at) FROM sequencing x WHERE x.case_id = c.id));
END $$;
