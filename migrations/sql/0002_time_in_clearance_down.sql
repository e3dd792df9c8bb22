-- The way back of 0002. Only where no fact of the new kinds exists: they cannot be told in the old tables.
DO $$
BEGIN
  IF EXISTS (SELECT FROM extension) OR EXISTS (SELECT FROM receipt) OR EXISTS (SELECT FROM hold_extension)
     OR EXISTS (SELECT FROM sign_off WHERE person IS NULL) THEN
    RAISE EXCEPTION 'there are facts that the earlier tables cannot hold';
  END IF;
END $$;
DROP TRIGGER c_gate ON release;
DROP TRIGGER b_gate ON hold_end;
DROP TRIGGER a_note_acting ON sign_off;
DROP TRIGGER a_note_acting ON approval;
DROP TRIGGER a_note_acting ON release;
DROP POLICY time_clears ON sign_off;
DROP POLICY time_ends ON hold_end;
REVOKE INSERT ON sign_off, hold_end FROM onevoice_worker;
DROP TABLE hold_extension, receipt, extension;
ALTER TABLE sign_off DROP COLUMN acting_for;
ALTER TABLE approval DROP COLUMN acting_for;
ALTER TABLE release DROP COLUMN acting_for;
ALTER TABLE hold DROP COLUMN becomes;
ALTER TABLE clearance_round DROP COLUMN default_clearance;
ALTER TABLE appointment DROP COLUMN grade, DROP COLUMN acting_for, DROP COLUMN instrument;
ALTER TABLE hold_end DROP CONSTRAINT hold_end_how, DROP CONSTRAINT hold_end_by;
ALTER TABLE hold_end
  ADD CONSTRAINT hold_end_how CHECK (how IN ('lifted', 'lapsed')),
  ADD CONSTRAINT hold_end_by CHECK ((person IS NULL) = (how = 'lapsed'));
DROP FUNCTION hold_end_gate, default_clearance_gate, release_gate_holds, note_acting;

CREATE OR REPLACE FUNCTION sign_off_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec AS $$
DECLARE
  c case_file%ROWTYPE;
  r clearance_round%ROWTYPE;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  SELECT * INTO r FROM clearance_round WHERE case_id = NEW.case_id AND round = NEW.round;
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF (c.head_version, c.head_digest) IS DISTINCT FROM (NEW.version, NEW.digest) OR r.version <> NEW.version THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  IF NOT NEW.agency = ANY (r.must_clear || r.clear_if_affected) THEN PERFORM refuse('no_clearance_right'); END IF;
  IF NEW.person IS NULL THEN PERFORM refuse('default_clearance_not_announced'); END IF;
  IF NOT appointed(NEW.person, NEW.office, NEW.agency, 'coordinator', NEW.at) THEN PERFORM refuse('not_coordinator'); END IF;
  IF (SELECT level FROM person WHERE id = NEW.person) < c.level THEN PERFORM refuse('not_cleared_for_text'); END IF;
  IF wrote(NEW.person, NEW.case_id) THEN PERFORM refuse('duties_separated'); END IF;
  IF EXISTS (SELECT FROM sign_off WHERE case_id = NEW.case_id AND person = NEW.person AND agency <> NEW.agency) THEN
    PERFORM refuse('one_human_one_seat');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION sec.enter(who text, idempotency_key text DEFAULT NULL)
RETURNS TABLE (id uuid, clearance smallint, name text, appointments jsonb,
               answered_route text, answered_sha256 bytea, answered_status smallint, answered_body text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, sec AS $$
#variable_conflict use_column
DECLARE
  p person%ROWTYPE;
  held jsonb;
  codes text[];
  watching boolean;
BEGIN
  SELECT * INTO p FROM person WHERE subject = who AND active;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT coalesce(jsonb_agg(jsonb_build_object('office', a.office, 'agency', o.agency, 'capacity', a.capacity)
                            ORDER BY a.valid_from, a.office, a.capacity), '[]'),
         coalesce(array_agg(DISTINCT o.agency), '{}'),
         coalesce(bool_or(a.capacity IN ('nsc_staff', 'apnsa', 'auditor')), false)
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
