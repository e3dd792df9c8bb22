-- The same functions with fewer statements in them: what every act runs. Nothing is asked or refused otherwise.

-- Enter the transaction as one person. With an idempotency key, wait for whoever is answering it just now and
-- hand back what was answered before. No row: nobody by that name.
CREATE OR REPLACE FUNCTION sec.enter(who text, idempotency_key text DEFAULT NULL)
RETURNS TABLE (id uuid, clearance smallint, name text, appointments jsonb,
               answered_route text, answered_sha256 bytea, answered_status smallint, answered_body text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
#variable_conflict use_column
DECLARE
  moment timestamptz;
  codes text[];
  watching boolean;
BEGIN
  IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
    RAISE EXCEPTION 'already_entered' USING ERRCODE = 'OV001';
  END IF;
  SELECT p.id, p.level, p.name INTO id, clearance, name FROM person p WHERE p.subject = who AND p.active;
  IF NOT FOUND THEN RETURN; END IF;
  moment := sec.now();
  SELECT coalesce(jsonb_agg(jsonb_build_object('office', a.office, 'agency', o.agency, 'capacity', a.capacity,
                                               'grade', a.grade, 'acting_for', a.acting_for)
                            ORDER BY a.valid_from, a.office, a.capacity), '[]'),
         coalesce(array_agg(DISTINCT o.agency), '{}'),
         coalesce(bool_or(a.capacity IN ('nsc_staff', 'apnsa', 'auditor', 'president')), false)
    INTO appointments, codes, watching
    FROM appointment a JOIN office o ON o.code = a.office
   WHERE a.person = enter.id AND a.valid_from <= moment AND (a.valid_to IS NULL OR a.valid_to > moment);
  INSERT INTO sec.context VALUES (pg_current_xact_id(), enter.id, clearance, codes, watching, false);
  IF idempotency_key IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(enter.id::text || idempotency_key, 0));
    SELECT w.route, w.body_sha256, w.status, w.body
      INTO answered_route, answered_sha256, answered_status, answered_body
      FROM answer w WHERE w.person = enter.id AND w.key = idempotency_key;
  END IF;
  RETURN NEXT;
END $$;

-- To time: of each entry the columns that are granted to time in the fact's own table; where that is the whole table,
-- the entry as it stands.
CREATE OR REPLACE FUNCTION sec.told_to_time(of_case uuid) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() AND is_time) THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT '[' || coalesce(string_agg('["' || l.kind || '",' || CASE
              WHEN has_table_privilege('onevoice_worker', c.oid, 'SELECT') THEN l.body
              ELSE coalesce((SELECT jsonb_object_agg(k.key, k.value) FROM jsonb_each(l.body::jsonb) k
                       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = k.key::name
                      WHERE has_column_privilege('onevoice_worker', c.oid, a.attnum, 'SELECT')), '{}')::text
            END || ']', ',' ORDER BY l.seq), '') || ']'
            FROM public.ledger l JOIN pg_class c ON c.relnamespace = 'public'::regnamespace AND c.relname = l.kind::name
           WHERE l.case_id = of_case AND l.seq > 1);
END $$;
