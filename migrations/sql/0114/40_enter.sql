-- Entering as a person; with a case to act on, its row is locked until the end, if it is there for them: on the condition
-- of the policy by_level_and_list, which an owner's function is not under.
DROP FUNCTION sec.enter(text, text);
CREATE FUNCTION sec.enter(who text, idempotency_key text DEFAULT NULL, to_act_on uuid DEFAULT NULL)
RETURNS TABLE (id uuid, clearance smallint, name text, appointments jsonb,
               answered_route text, answered_sha256 bytea, answered_status smallint, answered_body text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
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
  IF to_act_on IS NOT NULL THEN
    PERFORM FROM case_file c WHERE c.id = to_act_on
       AND c.level <= clearance AND CASE WHEN c.need_to_know IS NULL THEN watching OR c.access && codes
         ELSE c.access && sec.offices() END
       FOR NO KEY UPDATE;
  END IF;
  RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION sec.enter(text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.enter(text, text, uuid) TO onevoice_app;
