-- Equity: claims and imposed clearances, each agency's carry policy, and responses carried over to a new version.

ALTER TABLE agency ADD COLUMN carry_over text NOT NULL DEFAULT 'never'
  CONSTRAINT agency_carry_over CHECK (carry_over IN ('always', 'unchanged_paragraphs', 'administrative_changes', 'never'));

CREATE TABLE equity_act (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  agency text NOT NULL REFERENCES agency,
  act text NOT NULL CONSTRAINT equity_act_word CHECK (act IN ('claimed', 'granted', 'refused', 'imposed')),
  reason text NOT NULL CONSTRAINT equity_act_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX equity_act_case ON equity_act (case_id);

-- proof: SHA-256 of the canonical redline between the version that was signed and this one.
CREATE TABLE carry_over (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL,
  round integer NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  agency text NOT NULL REFERENCES agency,
  sign_off uuid NOT NULL REFERENCES sign_off,
  from_version integer NOT NULL,
  policy text NOT NULL,
  proof text NOT NULL CONSTRAINT carry_over_proof CHECK (proof ~ '^[0-9a-f]{64}$'),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT carry_over_once UNIQUE (case_id, version, agency),
  CONSTRAINT carry_over_round FOREIGN KEY (case_id, round) REFERENCES clearance_round (case_id, round),
  CONSTRAINT carry_over_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest)
);

-- Who must clear now: the latest round's list and every equity granted or imposed.
CREATE FUNCTION must_clear_now(in_case uuid) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT unnest(r.must_clear) FROM clearance_round r
   WHERE r.case_id = in_case AND r.round = (SELECT max(round) FROM clearance_round WHERE case_id = in_case)
  UNION SELECT e.agency FROM equity_act e WHERE e.case_id = in_case AND e.act IN ('granted', 'imposed')
$$;

CREATE FUNCTION equity_act_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF NEW.act IN ('granted', 'imposed') THEN
    UPDATE case_file SET access = ARRAY(SELECT DISTINCT unnest(access || NEW.agency)) WHERE id = NEW.case_id;
  END IF;
  RETURN NEW;
END $$;

-- What is carried is the agency's own latest response, to a version that it signed, and no nonconcurrence or silence.
CREATE FUNCTION carry_over_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  latest sign_off%ROWTYPE;
  c case_file%ROWTYPE;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF (c.head_version, c.head_digest) IS DISTINCT FROM (NEW.version, NEW.digest) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  SELECT * INTO latest FROM sign_off WHERE case_id = NEW.case_id AND agency = NEW.agency ORDER BY seq DESC LIMIT 1;
  IF latest.id IS DISTINCT FROM NEW.sign_off OR latest.version IS DISTINCT FROM NEW.from_version
     OR latest.response NOT IN ('concur', 'concur_with_comment', 'no_equity') THEN
    PERFORM refuse('nothing_to_carry_over');
  END IF;
  IF NOT EXISTS (SELECT FROM agency a WHERE a.code = NEW.agency AND a.carry_over = NEW.policy AND a.carry_over <> 'never') THEN
    PERFORM refuse('not_the_agencys_policy');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER a_record BEFORE INSERT ON equity_act FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON carry_over FOR EACH ROW EXECUTE FUNCTION record_fact();
CREATE TRIGGER b_gate BEFORE INSERT ON equity_act FOR EACH ROW EXECUTE FUNCTION equity_act_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON carry_over FOR EACH ROW EXECUTE FUNCTION carry_over_gate();

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
  IF NOT NEW.agency = ANY (r.clear_if_affected) AND NEW.agency NOT IN (SELECT must_clear_now(NEW.case_id)) THEN
    PERFORM refuse('no_clearance_right');
  END IF;
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

CREATE OR REPLACE FUNCTION release_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec AS $$
DECLARE
  c case_file%ROWTYPE;
  r clearance_round%ROWTYPE;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF EXISTS (SELECT FROM withdrawal WHERE case_id = NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF (c.head_version, c.head_digest) IS DISTINCT FROM (NEW.version, NEW.digest) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  SELECT * INTO r FROM clearance_round WHERE case_id = NEW.case_id AND version = NEW.version;
  IF NOT FOUND THEN PERFORM refuse('not_circulated'); END IF;
  IF EXISTS (SELECT FROM jsonb_each_text(c.equities) e (agency, clearance_right)
             WHERE e.clearance_right = 'must_clear' AND NOT e.agency = ANY (r.must_clear)) THEN
    PERFORM refuse('equity_not_asked');
  END IF;
  IF EXISTS (SELECT FROM must_clear_now(NEW.case_id) asked (agency) WHERE NOT EXISTS
      (SELECT FROM sign_off s WHERE s.case_id = NEW.case_id AND s.version = NEW.version AND s.agency = asked.agency)
      AND NOT EXISTS (SELECT FROM carry_over k
        WHERE k.case_id = NEW.case_id AND k.version = NEW.version AND k.agency = asked.agency)) THEN
    PERFORM refuse('clearance_missing');
  END IF;
  -- A nonconcurrence survives a redraft until its agency lifts it.
  IF EXISTS (SELECT FROM (SELECT DISTINCT ON (agency) response FROM sign_off
      WHERE case_id = NEW.case_id ORDER BY agency, seq DESC) latest
      WHERE response = 'nonconcur') THEN
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

---------------------------------------------------------------- fences
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['equity_act', 'carry_over'] LOOP
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
GRANT SELECT (id, case_id, agency, act, person, at) ON equity_act TO onevoice_worker;
GRANT SELECT ON carry_over TO onevoice_worker;
REVOKE ALL ON FUNCTION must_clear_now(uuid), equity_act_gate(), carry_over_gate() FROM PUBLIC;
