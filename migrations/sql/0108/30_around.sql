-- What lies around a case, in one answer for those who may know of it, and for time: the cases under it and the one above,
-- its mandate's days and who sits without a vote there, and what of other cases stands against its release.
CREATE FUNCTION sec.around(of_case uuid) RETURNS jsonb
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
    'coordination', sec.coordination(of_case));
END $$;
REVOKE ALL ON FUNCTION sec.around(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.around(uuid) TO onevoice_app, onevoice_worker;

-- Of the case above and the cycle before, what the person entered may see.
CREATE FUNCTION seen_beside(of_parent uuid, of_cycle uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN jsonb_build_object(
    'visible_parent', (SELECT p.id FROM case_file p WHERE p.id = of_parent),
    'visible_cycle', (SELECT y.id FROM cycle y WHERE y.id = of_cycle),
    'series', (SELECT s.code FROM cycle y JOIN series s ON s.id = y.series WHERE y.id = of_cycle));
END $$;
REVOKE ALL ON FUNCTION seen_beside(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seen_beside(uuid, uuid) TO onevoice_app;
