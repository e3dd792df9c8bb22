-- Each as it was.
DROP FUNCTION case_basis(uuid, integer, text, text);

CREATE OR REPLACE FUNCTION under_pressure(c case_file) RETURNS boolean
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

CREATE OR REPLACE FUNCTION sec.coordination(in_case uuid) RETURNS text[]
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
