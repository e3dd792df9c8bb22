---------------------------------------------------------------- what the rules of a case look at in others
-- The latest of a case's milestones by that name; its outcome.
CREATE FUNCTION found_by(in_case uuid, step text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT m.outcome FROM milestone m WHERE m.case_id = in_case AND m.name = step ORDER BY m.at DESC LIMIT 1
$$;

-- Whether a case's text has gone out, and was not called back.
CREATE FUNCTION is_out(in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM release WHERE case_id = in_case) AND NOT EXISTS (SELECT FROM recall WHERE case_id = in_case)
$$;

-- The text that was initialled last under a negotiation.
CREATE FUNCTION initialled_in(in_case uuid) RETURNS SETOF milestone
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT * FROM milestone m WHERE m.case_id = in_case AND m.name IN ('initialled', 'reinitialled') ORDER BY m.at DESC LIMIT 1
$$;

-- Whether those very words were cleared, approved and let out for signature.
CREATE FUNCTION final_text_is_out(in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM initialled_in(in_case) i JOIN release r ON r.case_id = i.other_case AND r.digest = i.other_digest
    WHERE is_out(i.other_case))
$$;

-- The agencies that a departure from authority concerns: they had to clear it, and did not declare no equity in it.
CREATE FUNCTION interested(in_case uuid) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH answers AS (
    SELECT DISTINCT ON (a.agency) a.agency, a.response FROM (
      SELECT s.agency, s.response, s.seq FROM sign_off s JOIN release r ON r.case_id = s.case_id
         AND (s.version, s.digest) = (r.version, r.digest) WHERE s.case_id = in_case
      UNION ALL SELECT k.agency, s.response, -1 FROM carry_over k JOIN sign_off s ON s.id = k.sign_off
        JOIN release r ON r.case_id = k.case_id AND r.version = k.version WHERE k.case_id = in_case) a
    ORDER BY a.agency, a.seq DESC)
  SELECT m.agency FROM must_clear_now(in_case) m (agency)
   WHERE m.agency NOT IN (SELECT a.agency FROM answers a WHERE a.response = 'no_equity')
$$;

-- Who has still to clear a departure from authority (11 FAM 722(6)): the Legal Adviser and every interested agency; nobody once
-- the delegation has dropped the position.
CREATE FUNCTION departure_seats(in_case uuid) RETURNS TABLE (ref text, seat text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH seats AS (SELECT 'state.l' AS seat UNION SELECT i.agency FROM interested(in_case) i (agency)),
  said AS (
    SELECT DISTINCT ON (m.ref, x.seat) m.ref, x.seat, m.outcome FROM milestone m
      CROSS JOIN LATERAL (SELECT CASE m.office WHEN 'state.l' THEN m.office ELSE m.agency END AS seat) x
     WHERE m.case_id = in_case AND m.name = 'departure_cleared' ORDER BY m.ref, x.seat, m.at DESC)
  SELECT d.ref, s.seat FROM milestone d CROSS JOIN seats s
   WHERE d.case_id = in_case AND d.name = 'departed'
     AND NOT EXISTS (SELECT FROM milestone x WHERE x.case_id = in_case AND x.name = 'departure_dropped' AND x.ref = d.ref)
     AND NOT EXISTS (SELECT FROM said y WHERE y.ref = d.ref AND y.seat = s.seat AND y.outcome = 'cleared')
$$;
-- The same to people, of cases that they see.
CREATE FUNCTION sec.departure_seats(in_case uuid) RETURNS TABLE (ref text, seat text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT d.ref, d.seat FROM departure_seats(in_case) d WHERE sec.sees(in_case)
$$;

-- What the rules of a case under another look at of that one; told of the case itself, to whoever sees it.
CREATE FUNCTION sec.above(the_case uuid) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT jsonb_build_object('id', p.id, 'procedure', p.procedure, 'mandate', p.mandate, 'released', is_out(p.id),
      'found', (SELECT coalesce(jsonb_object_agg(m.name, m.outcome ORDER BY m.at), '{}') FROM milestone m
                 WHERE m.case_id = p.id AND m.outcome <> ''),
      'other_case', i.other_case, 'other_version', i.other_version, 'other_digest', i.other_digest)
    FROM case_file c JOIN case_file p ON p.id = c.parent LEFT JOIN LATERAL initialled_in(p.id) i ON true
   WHERE c.id = the_case AND sec.sees(the_case)
$$;

-- The digest that was initialled of a case's text: it is not changed any more.
CREATE FUNCTION sec.frozen(the_case uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT m.other_digest FROM milestone m WHERE m.other_case = the_case AND sec.sees(the_case) ORDER BY m.at LIMIT 1
$$;

-- The days that a case's mandate sets, each at its end in Washington; those of a mandate marked above the case are not told.
CREATE FUNCTION sec.deadlines(the_case uuid) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT jsonb_agg(jsonb_build_object('name', d.value ->> 'name',
      'at', ((d.value ->> 'date')::date + 1)::timestamp AT TIME ZONE 'America/New_York') ORDER BY d.value ->> 'date')
    FROM case_file c JOIN mandate m ON m.edition_id = c.edition_id AND m.code = c.mandate AND m.level <= c.level,
      jsonb_array_elements(m.deadlines) d (value)
   WHERE c.id = the_case AND sec.sees(the_case)
$$;

REVOKE ALL ON FUNCTION sec.departure_seats(uuid), sec.above(uuid), sec.frozen(uuid), sec.deadlines(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.departure_seats(uuid) TO onevoice_app;
GRANT EXECUTE ON FUNCTION sec.above(uuid), sec.frozen(uuid), sec.deadlines(uuid) TO onevoice_app, onevoice_worker;
