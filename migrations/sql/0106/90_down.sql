-- Each as it was.
CREATE OR REPLACE FUNCTION sec.told_to_time(of_case uuid) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() AND is_time) THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT jsonb_agg(jsonb_build_array(l.kind, coalesce(
            (SELECT jsonb_object_agg(k.key, k.value) FROM jsonb_each(l.body::jsonb) k
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = k.key::name
              WHERE has_column_privilege('onevoice_worker', c.oid, a.attnum, 'SELECT')), '{}')) ORDER BY l.seq)
            FROM public.ledger l JOIN pg_class c ON c.relnamespace = 'public'::regnamespace AND c.relname = l.kind::name
           WHERE l.case_id = of_case AND l.seq > 1);
END $$;

CREATE OR REPLACE FUNCTION sec.enter(who text, idempotency_key text DEFAULT NULL)
RETURNS TABLE (id uuid, clearance smallint, name text, appointments jsonb,
               answered_route text, answered_sha256 bytea, answered_status smallint, answered_body text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
#variable_conflict use_column
DECLARE
  p person%ROWTYPE;
  held jsonb;
  codes text[];
  watching boolean;
BEGIN
  PERFORM sec.must_be_first();
  SELECT * INTO p FROM person WHERE subject = who AND active;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT coalesce(jsonb_agg(jsonb_build_object('office', a.office, 'agency', o.agency, 'capacity', a.capacity,
                                               'grade', a.grade, 'acting_for', a.acting_for)
                            ORDER BY a.valid_from, a.office, a.capacity), '[]'),
         coalesce(array_agg(DISTINCT o.agency), '{}'),
         coalesce(bool_or(a.capacity IN ('nsc_staff', 'apnsa', 'auditor', 'president')), false)
    INTO held, codes, watching
    FROM appointment a JOIN office o ON o.code = a.office
   WHERE a.person = p.id AND a.valid_from <= sec.now() AND (a.valid_to IS NULL OR a.valid_to > sec.now());
  INSERT INTO sec.context VALUES (pg_current_xact_id(), p.id, p.level, codes, watching, false);
  IF idempotency_key IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(p.id::text || idempotency_key, 0));
  END IF;
  RETURN QUERY SELECT p.id, p.level, p.name, held, w.route, w.body_sha256, w.status, w.body
    FROM (SELECT 1) one LEFT JOIN answer w ON w.person = p.id AND w.key = idempotency_key;
END $$;
