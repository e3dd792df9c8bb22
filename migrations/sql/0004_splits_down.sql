-- The way back of 0004. Only where no fact of the new kinds exists: they cannot be told in the old tables.
DO $$
BEGIN
  IF EXISTS (SELECT FROM split) OR EXISTS (SELECT FROM send_back) OR EXISTS (SELECT FROM transfer)
     OR EXISTS (SELECT FROM appointment WHERE capacity IN ('chair', 'president')) THEN
    RAISE EXCEPTION 'there are facts that the earlier tables cannot hold';
  END IF;
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

CREATE OR REPLACE FUNCTION release_gate_holds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM hold h JOIN hold_end e ON e.hold = h.id AND e.how = 'became_nonconcurrence'
      WHERE h.case_id = NEW.case_id AND NOT EXISTS (SELECT FROM sign_off s
        WHERE s.case_id = h.case_id AND s.version = NEW.version AND s.agency = h.agency AND s.at > e.at)) THEN
    PERFORM refuse('nonconcurrence');
  END IF;
  RETURN NEW;
END $$;

DROP TABLE transfer_answer, transfer, send_back, reclama, ruling, split_move, split_position, split;
DROP FUNCTION settled_by, split_is_open, is_department, ruling_gate, transfer_answer_gate;
DROP POLICY time_sees ON agency;
REVOKE SELECT (code, kind) ON agency FROM onevoice_worker;
ALTER TABLE appointment DROP CONSTRAINT appointment_capacity;
ALTER TABLE appointment ADD CONSTRAINT appointment_capacity CHECK (capacity IN
  ('action_officer', 'coordinator', 'approver', 'releaser', 'post', 'nsc_staff', 'apnsa', 'auditor'));
