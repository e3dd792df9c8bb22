-- A critical comment is a nonconcurrence's.
CREATE OR REPLACE FUNCTION comment_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF NOT EXISTS (SELECT FROM sign_off s WHERE s.id = NEW.sign_off AND (s.case_id, s.version, s.agency, s.person)
      = (NEW.case_id, NEW.version, NEW.agency, NEW.person)) THEN
    PERFORM refuse('not_your_sign_off');
  END IF;
  IF NEW.kind = 'critical' AND NOT EXISTS (SELECT FROM sign_off s WHERE s.id = NEW.sign_off AND s.response = 'nonconcur') THEN
    PERFORM refuse('comment_is_not_condition');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION sign_off_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM office_clearance o WHERE o.case_id = NEW.case_id AND o.person = NEW.person) THEN
    PERFORM refuse('one_human_one_seat');
  END IF;
  IF NEW.response = 'cleared_by_default' AND split_is_open(NEW.case_id) THEN PERFORM refuse('split_open'); END IF;
  IF NEW.response = 'cleared_by_default' AND critical_comment_is_open(NEW.case_id, NEW.version) THEN
    PERFORM refuse('critical_comment_open');
  END IF;
  RETURN NEW;
END $$;

-- The one way out, for every procedure by its table.
CREATE OR REPLACE FUNCTION release_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  r clearance_round%ROWTYPE;
  settled text;
  out procedure_release%ROWTYPE;
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
  IF r.round IS NOT NULL AND (EXISTS (SELECT FROM jsonb_each_text(c.equities) e (agency, clearance_right)
             WHERE e.clearance_right = 'must_clear' AND NOT e.agency = ANY (r.must_clear))
     OR EXISTS (SELECT FROM text_version v, jsonb_array_elements(v.equities) paragraph,
                  jsonb_array_elements_text(paragraph) e (agency)
                WHERE v.case_id = NEW.case_id AND v.version = NEW.version AND NOT e.agency = ANY (r.must_clear))) THEN
    PERFORM refuse('equity_not_asked');
  END IF;
  IF settled IS DISTINCT FROM 'president' AND EXISTS (SELECT FROM must_clear_now(NEW.case_id) asked (agency)
      WHERE NOT answered_now(NEW.case_id, NEW.version, asked.agency)
        AND NOT ruled_over(NEW.case_id, NEW.version, NEW.digest, asked.agency)) THEN
    PERFORM refuse('clearance_missing');
  END IF;
  -- A nonconcurrence survives a redraft until its agency lifts it, as does a hold that became one.
  IF settled IS DISTINCT FROM 'president' AND EXISTS (SELECT FROM nonconcurring_now(NEW.case_id, NEW.version) against (agency)
      WHERE NOT ruled_over(NEW.case_id, NEW.version, NEW.digest, against.agency)) THEN
    PERFORM refuse('nonconcurrence');
  END IF;
  IF EXISTS (SELECT FROM hold h WHERE h.case_id = NEW.case_id
      AND NOT EXISTS (SELECT FROM hold_end e WHERE e.hold = h.id)) THEN
    PERFORM refuse('hold_open');
  END IF;
  IF critical_comment_is_open(NEW.case_id, NEW.version) THEN PERFORM refuse('critical_comment_open'); END IF;
  IF NOT EXISTS (SELECT FROM approval a WHERE a.case_id = NEW.case_id AND a.version = NEW.version
      AND a.digest = NEW.digest) THEN
    PERFORM refuse('not_approved');
  END IF;
  IF NOT steps_taken(NEW.case_id, 'opening', NULL, NULL) OR NOT steps_taken(NEW.case_id, 'check', NEW.version, NEW.digest)
     OR NOT steps_taken(NEW.case_id, 'key', NEW.version, NEW.digest) THEN
    PERFORM refuse('steps_missing');
  END IF;
  -- Each procedure has its own ways out; where none is written there is none. State alone releases a demarche.
  SELECT * INTO out FROM procedure_release w WHERE w.procedure = c.procedure AND w.channel = NEW.channel;
  IF NOT FOUND THEN PERFORM refuse('channel_not_allowed'); END IF;
  IF NOT entitled(NEW.person, NEW.office, NEW.case_id, out.capacity, out.agency, 1::smallint, true, NEW.at) THEN
    PERFORM refuse(CASE out.agency WHEN 'state' THEN 'only_state_releases' ELSE 'not_releaser' END);
  END IF;
  IF wrote(NEW.person, NEW.case_id)
     OR EXISTS (SELECT FROM approval WHERE case_id = NEW.case_id AND person = NEW.person) THEN
    PERFORM refuse('duties_separated');
  END IF;
  RETURN NEW;
END $$;

-- As the gate before release, but nothing carried over, and no silence.
CREATE OR REPLACE FUNCTION lacks_for_adoption(in_case uuid, of_version integer, of_digest text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c record;
  r record;
  settled text := settled_by(in_case, of_version, of_digest);
BEGIN
  SELECT head_version, head_digest, equities INTO c FROM case_file WHERE id = in_case;
  IF (c.head_version, c.head_digest) IS DISTINCT FROM (of_version, of_digest) THEN RETURN 'not_the_current_text'; END IF;
  IF EXISTS (SELECT FROM withdrawal WHERE case_id = in_case) OR EXISTS (SELECT FROM recall WHERE case_id = in_case) THEN
    RETURN 'case_has_ended';
  END IF;
  IF split_is_open(in_case) THEN RETURN 'split_open'; END IF;
  IF EXISTS (SELECT FROM send_back b WHERE b.case_id = in_case AND b.version = of_version) THEN RETURN 'sent_back'; END IF;
  IF NOT EXISTS (SELECT FROM approval a WHERE (a.case_id, a.version, a.digest) = (in_case, of_version, of_digest)) THEN
    RETURN 'not_approved';
  END IF;
  IF conflict_is_open(in_case, of_version) THEN RETURN 'conflict_open'; END IF;
  IF EXISTS (SELECT FROM hold h WHERE h.case_id = in_case AND NOT EXISTS (SELECT FROM hold_end e WHERE e.hold = h.id)) THEN
    RETURN 'hold_open';
  END IF;
  IF critical_comment_is_open(in_case, of_version) THEN RETURN 'critical_comment_open'; END IF;
  IF settled IS NOT DISTINCT FROM 'president' THEN RETURN NULL; END IF;
  SELECT must_clear INTO r FROM clearance_round WHERE case_id = in_case AND version = of_version;
  IF NOT FOUND THEN RETURN 'not_circulated'; END IF;
  IF EXISTS (SELECT FROM jsonb_each_text(c.equities) e (agency, clearance_right)
      WHERE e.clearance_right = 'must_clear' AND NOT e.agency = ANY (r.must_clear)) THEN
    RETURN 'equity_not_asked';
  END IF;
  IF EXISTS (SELECT FROM nonconcurring_now(in_case, of_version) against (agency)
      WHERE NOT ruled_over(in_case, of_version, of_digest, against.agency)) THEN
    RETURN 'nonconcurrence';
  END IF;
  IF EXISTS (SELECT FROM hold h JOIN hold_end e ON e.hold = h.id AND e.how = 'became_nonconcurrence'
      WHERE h.case_id = in_case AND NOT ruled_over(in_case, of_version, of_digest, h.agency) AND NOT EXISTS (SELECT FROM sign_off s
        WHERE s.case_id = h.case_id AND s.agency = h.agency AND s.version = of_version AND s.at > e.at)) THEN
    RETURN 'nonconcurrence';
  END IF;
  IF EXISTS (SELECT FROM must_clear_now(in_case) asked (agency) WHERE NOT ruled_over(in_case, of_version, of_digest, asked.agency)
      AND coalesce((SELECT s.response FROM sign_off s WHERE s.case_id = in_case AND s.version = of_version
        AND s.agency = asked.agency ORDER BY s.seq DESC LIMIT 1), '') NOT IN ('concur', 'concur_with_comment', 'no_equity')) THEN
    RETURN 'not_spoken_for';
  END IF;
  -- An office asked beside its agency speaks for itself, as before a release.
  IF EXISTS (SELECT FROM clearance_round o, unnest(o.offices) asked (office)
      WHERE o.case_id = in_case AND o.round = (SELECT max(round) FROM clearance_round WHERE case_id = in_case)
        AND coalesce((SELECT a.response FROM office_clearance a WHERE (a.case_id, a.version, a.digest, a.office)
              = (in_case, of_version, of_digest, asked.office) ORDER BY a.at DESC LIMIT 1), '')
            NOT IN ('concur', 'concur_with_comment', 'no_equity')) THEN
    RETURN 'not_spoken_for';
  END IF;
  RETURN NULL;
END $$;
