-- Splits and their ladder, rulings and reclama; sending back; transfer of action.

ALTER TABLE appointment DROP CONSTRAINT appointment_capacity;
ALTER TABLE appointment ADD CONSTRAINT appointment_capacity CHECK (capacity IN
  ('action_officer', 'coordinator', 'approver', 'releaser', 'post', 'nsc_staff', 'apnsa', 'auditor', 'chair', 'president'));

CREATE TABLE split (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  track text NOT NULL CONSTRAINT split_track CHECK (track IN ('foreign_policy', 'defense_policy', 'economic_policy', 'trade')),
  question text NOT NULL CONSTRAINT split_question CHECK (question <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT split_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest)
);
CREATE INDEX split_case ON split (case_id);

CREATE TABLE split_position (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  split uuid NOT NULL REFERENCES split,
  agency text NOT NULL REFERENCES agency,
  recommendation text NOT NULL CONSTRAINT split_position_recommendation CHECK (recommendation <> ''),
  alternative text,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX split_position_case ON split_position (case_id);

CREATE TABLE split_move (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  split uuid NOT NULL REFERENCES split,
  rung text NOT NULL,
  cause text NOT NULL CONSTRAINT split_move_cause CHECK (cause IN ('opened', 'refer_up', 'remand', 'time')),
  due_at timestamptz,
  person uuid REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT split_move_by CHECK ((person IS NULL) = (cause = 'time')),
  CONSTRAINT split_move_not_before_due CHECK (cause <> 'time' OR at >= due_at)
);
CREATE INDEX split_move_case ON split_move (case_id);

CREATE TABLE ruling (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL,
  split uuid NOT NULL REFERENCES split,
  rung text NOT NULL,
  outcome text NOT NULL CONSTRAINT ruling_outcome CHECK (outcome IN ('clause_controls', 'compromise', 'remand', 'refer_up',
    'president_a', 'president_b', 'president_other', 'withdrawn')),
  version integer NOT NULL,
  digest text NOT NULL,
  clauses text[] NOT NULL,
  reason text NOT NULL CONSTRAINT ruling_reason CHECK (reason <> ''),
  notational boolean NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT ruling_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest)
);
CREATE INDEX ruling_case ON ruling (case_id);

CREATE TABLE reclama (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT reclama_id UNIQUE,
  case_id uuid NOT NULL REFERENCES case_file,
  split uuid PRIMARY KEY REFERENCES split,
  agency text NOT NULL REFERENCES agency,
  argument text NOT NULL CONSTRAINT reclama_argument CHECK (argument <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX reclama_case ON reclama (case_id);

CREATE TABLE send_back (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT send_back_id UNIQUE,
  case_id uuid NOT NULL,
  version integer NOT NULL,
  reason text NOT NULL CONSTRAINT send_back_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, version),
  CONSTRAINT send_back_version FOREIGN KEY (case_id, version) REFERENCES text_version (case_id, version)
);

CREATE TABLE transfer (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  to_office text NOT NULL REFERENCES office,
  reason text NOT NULL CONSTRAINT transfer_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX transfer_case ON transfer (case_id);

CREATE TABLE transfer_answer (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT transfer_answer_id UNIQUE,
  case_id uuid NOT NULL REFERENCES case_file,
  transfer uuid PRIMARY KEY REFERENCES transfer,
  accepted boolean NOT NULL,
  reason text NOT NULL CONSTRAINT transfer_answer_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX transfer_answer_case ON transfer_answer (case_id);

-- What a ruling settles for this very text: 'president' (over anyone), 'clause' (over agencies that are no Department), or null.
-- A reclama after the ruling suspends it.
CREATE FUNCTION settled_by(in_case uuid, of_version integer, of_digest text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN r.outcome LIKE 'president%' THEN 'president' WHEN r.outcome = 'clause_controls' THEN 'clause' END
    FROM ruling r
   WHERE r.case_id = in_case AND r.outcome NOT IN ('remand', 'refer_up')
     AND r.at = (SELECT max(x.at) FROM ruling x WHERE x.case_id = in_case AND x.outcome NOT IN ('remand', 'refer_up'))
     AND r.version = of_version AND r.digest = of_digest
     AND NOT EXISTS (SELECT FROM reclama k WHERE k.split = r.split AND k.at > r.at)
$$;

CREATE FUNCTION split_is_open(in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM split s WHERE s.case_id = in_case AND NOT EXISTS (SELECT FROM ruling r
    WHERE r.split = s.id AND r.outcome NOT IN ('remand', 'refer_up')
      AND r.at > coalesce((SELECT k.at FROM reclama k WHERE k.split = s.id), '-infinity')))
$$;

-- The President's decision is recorded by whoever holds that capacity, for a split that stands before him, and ties the text.
CREATE FUNCTION ruling_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  stands_at text;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  SELECT m.rung INTO stands_at FROM split_move m WHERE m.split = NEW.split ORDER BY m.at DESC LIMIT 1;
  IF stands_at IS DISTINCT FROM NEW.rung THEN PERFORM refuse('not_at_that_rung'); END IF;
  IF NOT split_is_open(NEW.case_id) THEN PERFORM refuse('no_split'); END IF;
  IF (NEW.outcome LIKE 'president%' OR NEW.outcome = 'clause_controls')
     AND (c.head_version, c.head_digest) IS DISTINCT FROM (NEW.version, NEW.digest) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  IF NEW.outcome LIKE 'president%' AND (NEW.rung <> 'president' OR NOT EXISTS (SELECT FROM appointment a
      WHERE a.person = NEW.person AND a.office = NEW.office AND a.capacity = 'president'
        AND a.valid_from <= NEW.at AND (a.valid_to IS NULL OR a.valid_to > NEW.at))) THEN
    PERFORM refuse('only_the_president');
  END IF;
  IF NEW.outcome = 'clause_controls' AND NOT EXISTS (SELECT FROM appointment a
      WHERE a.person = NEW.person AND a.office = NEW.office AND a.capacity IN ('chair', 'apnsa', 'president')
        AND a.valid_from <= NEW.at AND (a.valid_to IS NULL OR a.valid_to > NEW.at)) THEN
    PERFORM refuse('not_the_decider');
  END IF;
  IF NEW.outcome IN ('clause_controls', 'president_a', 'president_b', 'president_other') AND wrote(NEW.person, NEW.case_id) THEN
    PERFORM refuse('duties_separated');
  END IF;
  RETURN NEW;
END $$;

-- An accepted transfer moves the action to the other office, which the application itself may not do.
CREATE FUNCTION transfer_answer_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  t transfer%ROWTYPE;
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  SELECT * INTO t FROM transfer WHERE id = NEW.transfer AND case_id = NEW.case_id;
  IF NOT FOUND OR t.person = NEW.person THEN PERFORM refuse('not_your_transfer'); END IF;
  IF NEW.accepted THEN
    UPDATE case_file SET action_office = t.to_office,
        action_agency = (SELECT agency FROM office WHERE code = t.to_office),
        access = ARRAY(SELECT DISTINCT unnest(access || (SELECT agency FROM office WHERE code = t.to_office)))
     WHERE id = NEW.case_id;
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION is_department(of_agency text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM agency WHERE code = of_agency AND kind = 'department')
$$;

CREATE OR REPLACE FUNCTION release_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec AS $$
DECLARE
  c case_file%ROWTYPE;
  r clearance_round%ROWTYPE;
  settled text;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF EXISTS (SELECT FROM withdrawal WHERE case_id = NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF (c.head_version, c.head_digest) IS DISTINCT FROM (NEW.version, NEW.digest) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  IF split_is_open(NEW.case_id) THEN PERFORM refuse('split_open'); END IF;
  IF EXISTS (SELECT FROM send_back b WHERE b.case_id = NEW.case_id AND b.version = NEW.version) THEN
    PERFORM refuse('sent_back');
  END IF;
  settled := settled_by(NEW.case_id, NEW.version, NEW.digest);
  SELECT * INTO r FROM clearance_round WHERE case_id = NEW.case_id AND version = NEW.version;
  IF NOT FOUND AND settled IS DISTINCT FROM 'president' THEN PERFORM refuse('not_circulated'); END IF;
  IF r.round IS NOT NULL AND EXISTS (SELECT FROM jsonb_each_text(c.equities) e (agency, clearance_right)
             WHERE e.clearance_right = 'must_clear' AND NOT e.agency = ANY (r.must_clear)) THEN
    PERFORM refuse('equity_not_asked');
  END IF;
  IF settled IS DISTINCT FROM 'president' AND EXISTS (SELECT FROM must_clear_now(NEW.case_id) asked (agency) WHERE NOT EXISTS
      (SELECT FROM sign_off s WHERE s.case_id = NEW.case_id AND s.version = NEW.version AND s.agency = asked.agency)
      AND NOT EXISTS (SELECT FROM carry_over k
        WHERE k.case_id = NEW.case_id AND k.version = NEW.version AND k.agency = asked.agency)
      AND NOT (settled = 'clause' AND NOT is_department(asked.agency))) THEN
    PERFORM refuse('clearance_missing');
  END IF;
  -- A nonconcurrence survives a redraft until its agency lifts it.
  IF settled IS DISTINCT FROM 'president' AND EXISTS (SELECT FROM (SELECT DISTINCT ON (agency) agency, response FROM sign_off
      WHERE case_id = NEW.case_id ORDER BY agency, seq DESC) latest
      WHERE response = 'nonconcur' AND NOT (settled = 'clause' AND NOT is_department(latest.agency))) THEN
    PERFORM refuse('nonconcurrence');
  END IF;
  IF EXISTS (SELECT FROM hold h WHERE h.case_id = NEW.case_id
      AND NOT EXISTS (SELECT FROM hold_end e WHERE e.hold = h.id)) THEN
    PERFORM refuse('hold_open');
  END IF;
  IF EXISTS (SELECT FROM comment k WHERE k.case_id = NEW.case_id AND k.version = NEW.version AND k.kind = 'critical'
      AND NOT EXISTS (SELECT FROM comment_disposition d WHERE d.comment = k.id)
      AND NOT EXISTS (SELECT FROM sign_off s JOIN sign_off mine ON mine.id = k.sign_off
        WHERE s.case_id = k.case_id AND s.version = k.version AND s.agency = k.agency AND s.seq > mine.seq)) THEN
    PERFORM refuse('critical_comment_open');
  END IF;
  IF NOT EXISTS (SELECT FROM approval a WHERE a.case_id = NEW.case_id AND a.version = NEW.version
      AND a.digest = NEW.digest) THEN
    PERFORM refuse('not_approved');
  END IF;
  IF c.procedure = 'demarche' AND (NEW.channel <> 'front_channel_cable'
      OR NOT appointed(NEW.person, NEW.office, 'state', 'releaser', NEW.at)) THEN
    PERFORM refuse('only_state_releases');
  END IF;
  IF wrote(NEW.person, NEW.case_id)
     OR EXISTS (SELECT FROM approval WHERE case_id = NEW.case_id AND person = NEW.person) THEN
    PERFORM refuse('duties_separated');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION release_gate_holds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF settled_by(NEW.case_id, NEW.version, NEW.digest) IS DISTINCT FROM 'president' AND EXISTS (SELECT FROM hold h JOIN hold_end e ON e.hold = h.id AND e.how = 'became_nonconcurrence'
      WHERE h.case_id = NEW.case_id AND NOT EXISTS (SELECT FROM sign_off s
        WHERE s.case_id = h.case_id AND s.version = NEW.version AND s.agency = h.agency AND s.at > e.at)) THEN
    PERFORM refuse('nonconcurrence');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER a_record BEFORE INSERT ON split FOR EACH ROW EXECUTE FUNCTION record_fact('question');
CREATE TRIGGER a_record BEFORE INSERT ON split_position FOR EACH ROW EXECUTE FUNCTION record_fact('recommendation', 'alternative');
CREATE TRIGGER a_record BEFORE INSERT ON split_move FOR EACH ROW EXECUTE FUNCTION record_fact();
CREATE TRIGGER a_record BEFORE INSERT ON ruling FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON reclama FOR EACH ROW EXECUTE FUNCTION record_fact('argument');
CREATE TRIGGER a_record BEFORE INSERT ON send_back FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON transfer_answer FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER b_gate BEFORE INSERT ON split FOR EACH ROW EXECUTE FUNCTION before_release_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON split_position FOR EACH ROW EXECUTE FUNCTION before_release_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON split_move FOR EACH ROW EXECUTE FUNCTION before_release_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON ruling FOR EACH ROW EXECUTE FUNCTION ruling_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON reclama FOR EACH ROW EXECUTE FUNCTION before_release_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON send_back FOR EACH ROW EXECUTE FUNCTION before_release_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION before_release_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON transfer_answer FOR EACH ROW EXECUTE FUNCTION transfer_answer_gate();

---------------------------------------------------------------- fences
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['split', 'split_position', 'split_move', 'ruling', 'reclama', 'send_back', 'transfer',
    'transfer_answer'] LOOP
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
CREATE POLICY time_refers ON split_move FOR INSERT TO onevoice_worker WITH CHECK (cause = 'time');
GRANT INSERT ON split_move TO onevoice_worker;
GRANT SELECT (id, case_id, version, digest, track, person, at) ON split TO onevoice_worker;
GRANT SELECT (id, case_id, split, agency, person, at) ON split_position TO onevoice_worker;
GRANT SELECT ON split_move TO onevoice_worker;
GRANT SELECT (id, case_id, split, rung, outcome, version, digest, at) ON ruling TO onevoice_worker;
GRANT SELECT (id, case_id, split, agency, at) ON reclama TO onevoice_worker;
GRANT SELECT (id, case_id, version, at) ON send_back TO onevoice_worker;
GRANT SELECT (id, case_id, to_office, office, at) ON transfer TO onevoice_worker;
GRANT SELECT (id, case_id, transfer, accepted, at) ON transfer_answer TO onevoice_worker;
GRANT SELECT (code, kind) ON agency TO onevoice_worker;
CREATE POLICY time_sees ON agency FOR SELECT TO onevoice_worker USING (true);
REVOKE ALL ON FUNCTION settled_by(uuid, integer, text), split_is_open(uuid), is_department(text), ruling_gate(),
  transfer_answer_gate() FROM PUBLIC;
