-- The way back of 0003. Only where no fact of the new kinds exists: they cannot be told in the old tables.
DO $$
BEGIN
  IF EXISTS (SELECT FROM equity_act) OR EXISTS (SELECT FROM carry_over) THEN
    RAISE EXCEPTION 'there are facts that the earlier tables cannot hold';
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
  IF EXISTS (SELECT FROM unnest(r.must_clear) asked (agency) WHERE NOT EXISTS
      (SELECT FROM sign_off s WHERE s.case_id = NEW.case_id AND s.version = NEW.version AND s.agency = asked.agency)) THEN
    PERFORM refuse('clearance_missing');
  END IF;
  IF EXISTS (SELECT FROM (SELECT DISTINCT ON (agency) response FROM sign_off
      WHERE case_id = NEW.case_id AND version = NEW.version ORDER BY agency, seq DESC) latest
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

DROP TABLE carry_over, equity_act;
DROP FUNCTION must_clear_now, equity_act_gate, carry_over_gate;
ALTER TABLE agency DROP COLUMN carry_over;
