-- Time in clearance: grades and acting, extensions, receipt and default clearance, holds that end by themselves.

ALTER TABLE appointment
  ADD COLUMN grade smallint NOT NULL DEFAULT 1 CONSTRAINT appointment_grade CHECK (grade BETWEEN 1 AND 8),
  ADD COLUMN acting_for uuid REFERENCES person,
  ADD COLUMN instrument text,
  ADD CONSTRAINT appointment_acting CHECK ((acting_for IS NULL) = (instrument IS NULL)),
  ADD CONSTRAINT appointment_acting_dated CHECK (acting_for IS NULL OR valid_to IS NOT NULL),
  ADD CONSTRAINT appointment_not_for_oneself CHECK (acting_for <> person);

ALTER TABLE clearance_round
  ADD COLUMN default_clearance boolean NOT NULL DEFAULT false;

-- When an agency's own time has been extended to.
CREATE TABLE extension (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL,
  round integer NOT NULL,
  agency text NOT NULL REFERENCES agency,
  until timestamptz NOT NULL,
  reason text NOT NULL CONSTRAINT extension_reason CHECK (reason <> ''),
  grade smallint NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT extension_round FOREIGN KEY (case_id, round) REFERENCES clearance_round (case_id, round)
);
CREATE INDEX extension_case ON extension (case_id);

-- The proof that somebody entitled to answer for the agency opened the text. full_time_at: when the agency will have
-- had the time that the round announced, counted from then.
CREATE TABLE receipt (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT receipt_id UNIQUE,
  case_id uuid NOT NULL,
  round integer NOT NULL,
  agency text NOT NULL REFERENCES agency,
  full_time_at timestamptz NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, round, agency),
  CONSTRAINT receipt_round FOREIGN KEY (case_id, round) REFERENCES clearance_round (case_id, round)
);

ALTER TABLE hold
  ADD COLUMN becomes text NOT NULL DEFAULT 'lapse' CONSTRAINT hold_becomes CHECK (becomes IN ('lapse', 'nonconcurrence'));
ALTER TABLE hold_end DROP CONSTRAINT hold_end_how, DROP CONSTRAINT hold_end_by;
ALTER TABLE hold_end
  ADD CONSTRAINT hold_end_how CHECK (how IN ('lifted', 'lapsed', 'became_nonconcurrence')),
  ADD CONSTRAINT hold_end_by CHECK ((person IS NULL) = (how <> 'lifted'));

CREATE TABLE hold_extension (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  hold uuid NOT NULL REFERENCES hold,
  until timestamptz NOT NULL,
  reason text NOT NULL CONSTRAINT hold_extension_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX hold_extension_case ON hold_extension (case_id);

CREATE TRIGGER a_record BEFORE INSERT ON extension FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON receipt FOR EACH ROW EXECUTE FUNCTION record_fact();
CREATE TRIGGER a_record BEFORE INSERT ON hold_extension FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER b_gate BEFORE INSERT ON extension FOR EACH ROW EXECUTE FUNCTION before_release_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON receipt FOR EACH ROW EXECUTE FUNCTION before_release_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON hold_extension FOR EACH ROW EXECUTE FUNCTION before_release_gate();

-- A hold's end by time is not before its time, extensions counted in; and only in the way announced.
CREATE FUNCTION hold_end_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  h hold%ROWTYPE;
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  SELECT * INTO h FROM hold WHERE id = NEW.hold AND case_id = NEW.case_id;
  IF NOT FOUND THEN PERFORM refuse('no_such_hold'); END IF;
  IF NEW.person IS NOT NULL THEN
    IF NOT appointed(NEW.person, NEW.office, h.agency, 'coordinator', NEW.at) THEN PERFORM refuse('not_coordinator'); END IF;
    RETURN NEW;
  END IF;
  IF NEW.at < greatest(h.until, (SELECT max(x.until) FROM hold_extension x WHERE x.hold = h.id)) THEN
    PERFORM refuse('before_its_time');
  END IF;
  IF NEW.how <> (CASE h.becomes WHEN 'lapse' THEN 'lapsed' ELSE 'became_nonconcurrence' END) THEN
    PERFORM refuse('not_as_announced');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON hold_end FOR EACH ROW EXECUTE FUNCTION hold_end_gate();

-- Default clearance (invariant 7): by time alone, announced, after proven receipt and the agency's full time, and never
-- where the procedure excludes it.
CREATE FUNCTION default_clearance_gate(s sign_off, c case_file, r clearance_round) RETURNS void LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() AND is_time) THEN
    PERFORM refuse('only_time_clears_by_default');
  END IF;
  IF NOT r.default_clearance THEN PERFORM refuse('default_clearance_not_announced'); END IF;
  IF NOT s.agency = ANY (r.must_clear) OR s.agency IN ('nsc', c.action_agency) THEN
    PERFORM refuse('never_by_default');
  END IF;
  IF NOT EXISTS (SELECT FROM receipt x WHERE x.case_id = s.case_id AND x.round = s.round AND x.agency = s.agency
                 AND x.full_time_at <= s.at) THEN
    PERFORM refuse('no_proven_receipt');
  END IF;
  IF s.at < greatest(r.suspense, (SELECT max(x.until) FROM extension x
       WHERE x.case_id = s.case_id AND x.round = s.round AND x.agency = s.agency)) THEN
    PERFORM refuse('before_its_time');
  END IF;
  IF EXISTS (SELECT FROM sign_off x WHERE x.case_id = s.case_id AND x.version = s.version AND x.agency = s.agency)
     OR EXISTS (SELECT FROM hold h WHERE h.case_id = s.case_id AND h.agency = s.agency AND NOT EXISTS
         (SELECT FROM hold_end e WHERE e.hold = h.id AND e.how <> 'became_nonconcurrence')) THEN
    PERFORM refuse('the_agency_spoke');
  END IF;
END $$;

CREATE OR REPLACE FUNCTION sign_off_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
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
  IF NEW.response = 'cleared_by_default' THEN
    PERFORM default_clearance_gate(NEW, c, r);
    RETURN NEW;
  END IF;
  IF NOT appointed(NEW.person, NEW.office, NEW.agency, 'coordinator', NEW.at) THEN PERFORM refuse('not_coordinator'); END IF;
  IF (SELECT level FROM person WHERE id = NEW.person) < c.level THEN PERFORM refuse('not_cleared_for_text'); END IF;
  IF wrote(NEW.person, NEW.case_id) THEN PERFORM refuse('duties_separated'); END IF;
  IF EXISTS (SELECT FROM sign_off WHERE case_id = NEW.case_id AND person = NEW.person AND agency <> NEW.agency) THEN
    PERFORM refuse('one_human_one_seat');
  END IF;
  RETURN NEW;
END $$;

-- A hold that became a nonconcurrence stands until its agency answers anew to the current text.
CREATE FUNCTION release_gate_holds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM hold h JOIN hold_end e ON e.hold = h.id AND e.how = 'became_nonconcurrence'
      WHERE h.case_id = NEW.case_id AND NOT EXISTS (SELECT FROM sign_off s
        WHERE s.case_id = h.case_id AND s.version = NEW.version AND s.agency = h.agency AND s.at > e.at)) THEN
    PERFORM refuse('nonconcurrence');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_gate BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION release_gate_holds();

-- In what capacity somebody acted for somebody else: taken from the appointment by the database itself.
ALTER TABLE sign_off ADD COLUMN acting_for uuid REFERENCES person;
ALTER TABLE approval ADD COLUMN acting_for uuid REFERENCES person;
ALTER TABLE release ADD COLUMN acting_for uuid REFERENCES person;

CREATE FUNCTION note_acting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  SELECT a.acting_for INTO NEW.acting_for FROM appointment a
   WHERE a.person = sec.person() AND a.office = NEW.office AND a.capacity = TG_ARGV[0]
     AND a.valid_from <= sec.now() AND (a.valid_to IS NULL OR a.valid_to > sec.now())
   ORDER BY a.acting_for NULLS FIRST LIMIT 1;
  RETURN NEW;
END $$;
CREATE TRIGGER a_note_acting BEFORE INSERT ON sign_off FOR EACH ROW EXECUTE FUNCTION note_acting('coordinator');
CREATE TRIGGER a_note_acting BEFORE INSERT ON approval FOR EACH ROW EXECUTE FUNCTION note_acting('approver');
CREATE TRIGGER a_note_acting BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION note_acting('releaser');

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
  SELECT * INTO p FROM person WHERE subject = who AND active;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT coalesce(jsonb_agg(jsonb_build_object('office', a.office, 'agency', o.agency, 'capacity', a.capacity,
                                               'grade', a.grade, 'acting_for', a.acting_for)
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

---------------------------------------------------------------- fences
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['extension', 'receipt', 'hold_extension'] LOOP
    EXECUTE format('CREATE TRIGGER never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()', t);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY owner_all ON %I TO onevoice_owner USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY verifier_reads ON %I FOR SELECT TO onevoice_verifier USING (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO onevoice_verifier', t);
    EXECUTE format('CREATE POLICY with_case ON %I FOR SELECT TO onevoice_app
                    USING (EXISTS (SELECT FROM case_file c WHERE c.id = case_id))', t);
    EXECUTE format('CREATE POLICY with_case_in ON %I FOR INSERT TO onevoice_app
                    WITH CHECK (EXISTS (SELECT FROM case_file c WHERE c.id = case_id))', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO onevoice_app', t);
    EXECUTE format('CREATE POLICY time_sees ON %I FOR SELECT TO onevoice_worker USING (true)', t);
  END LOOP;
END $$;
CREATE POLICY time_clears ON sign_off FOR INSERT TO onevoice_worker WITH CHECK (response = 'cleared_by_default');
CREATE POLICY time_ends ON hold_end FOR INSERT TO onevoice_worker WITH CHECK (how <> 'lifted');
GRANT INSERT ON sign_off, hold_end TO onevoice_worker;
GRANT SELECT (id, case_id, round, agency, until, grade, person, at) ON extension TO onevoice_worker;
GRANT SELECT ON receipt TO onevoice_worker;
GRANT SELECT (id, case_id, hold, until, at) ON hold_extension TO onevoice_worker;
GRANT SELECT (default_clearance) ON clearance_round TO onevoice_worker;
GRANT SELECT (becomes) ON hold TO onevoice_worker;
REVOKE ALL ON FUNCTION hold_end_gate(), default_clearance_gate(sign_off, case_file, clearance_round),
  release_gate_holds(), note_acting() FROM PUBLIC;
