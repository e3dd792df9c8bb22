---------------------------------------------------------------- the second gates
CREATE FUNCTION clearance_round_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NEW.default_clearance AND (lowers_a_mark(NEW.case_id, NEW.version)
      OR EXISTS (SELECT FROM case_file c WHERE c.id = NEW.case_id AND c.procedure = 'public_statement')
      OR EXISTS (SELECT FROM clearance_round r WHERE r.case_id = NEW.case_id AND r.round < NEW.round
        AND r.silence_excluded IS NOT NULL)) THEN
    PERFORM refuse('silence_excluded');
  END IF;
  -- The Legal Adviser is asked at the steps that need him, and no office that was asked once is left out later.
  IF NEW.silence_excluded IN ('full_powers', 'leaves_authority') AND NOT 'state.l' = ANY (coalesce(NEW.offices, '{}')) THEN
    PERFORM refuse('office_not_asked');
  END IF;
  IF EXISTS (SELECT FROM clearance_round r, unnest(r.offices) asked (office) WHERE r.case_id = NEW.case_id
      AND r.round < NEW.round AND NOT asked.office = ANY (coalesce(NEW.offices, '{}'))) THEN
    PERFORM refuse('office_not_asked');
  END IF;
  IF EXISTS (SELECT FROM unnest(NEW.offices) asked (office) WHERE NOT EXISTS
      (SELECT FROM office o WHERE o.code = asked.office)) THEN
    PERFORM refuse('unknown_office');
  END IF;
  -- Thirty calendar days from circulation, no more and no less; a minute passes between the asking and the writing.
  IF NEW.preset = 'licensing_referral'
     AND NEW.suspense NOT BETWEEN thirty_days_after(NEW.at - interval '1 minute') AND thirty_days_after(NEW.at) THEN
    PERFORM refuse('not_the_statutory_time');
  END IF;
  UPDATE case_file SET access = ARRAY(SELECT DISTINCT unnest(access || ARRAY(SELECT o.agency FROM office o
      WHERE o.code = ANY (NEW.offices))))
   WHERE id = NEW.case_id AND cardinality(NEW.offices) > 0;
  RETURN NEW;
END $$;
CREATE TRIGGER c_gate BEFORE INSERT ON clearance_round FOR EACH ROW EXECUTE FUNCTION clearance_round_second_gate();

-- No silence clears while the text is in dispute: a split is on its way to a decision, or somebody's critical comment
-- has no answer. And one human fills one seat, an office's among them.
CREATE FUNCTION sign_off_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM office_clearance o WHERE o.case_id = NEW.case_id AND o.person = NEW.person) THEN
    PERFORM refuse('one_human_one_seat');
  END IF;
  IF NEW.response = 'cleared_by_default' AND split_is_open(NEW.case_id) THEN PERFORM refuse('split_open'); END IF;
  IF NEW.response = 'cleared_by_default' AND EXISTS (SELECT FROM comment k
      WHERE k.case_id = NEW.case_id AND k.version = NEW.version AND k.kind = 'critical'
        AND NOT EXISTS (SELECT FROM comment_disposition d WHERE d.comment = k.id)
        AND NOT EXISTS (SELECT FROM sign_off s JOIN sign_off mine ON mine.id = k.sign_off
          WHERE s.case_id = k.case_id AND s.version = k.version AND s.agency = k.agency AND s.seq > mine.seq)) THEN
    PERFORM refuse('critical_comment_open');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_gate BEFORE INSERT ON sign_off FOR EACH ROW EXECUTE FUNCTION sign_off_second_gate();

-- A receipt gives the agency the whole time that the round announced, from now on.
CREATE FUNCTION receipt_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  r clearance_round%ROWTYPE;
BEGIN
  SELECT * INTO r FROM clearance_round WHERE case_id = NEW.case_id AND round = NEW.round;
  IF NEW.full_time_at < (CASE
      WHEN r.preset IS NOT NULL THEN thirty_days_after(NEW.at - interval '1 minute')
      WHEN r.working_days IS NOT NULL THEN NEW.at - interval '1 minute' + r.working_days * interval '1 day'
      WHEN r.hours IS NOT NULL THEN NEW.at - interval '1 minute' + r.hours * interval '1 hour'
      WHEN r.reminders IS NOT NULL THEN NEW.at - interval '1 minute' + (r.suspense - r.at)
      ELSE NEW.full_time_at END) THEN
    PERFORM refuse('before_its_time');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_gate BEFORE INSERT ON receipt FOR EACH ROW EXECUTE FUNCTION receipt_second_gate();

-- More time: asked for by the agency before its time is over; the second time by a higher grade; no longer than the
-- round again. By statute once, thirty days, by the agency's head or who acts as the head.
CREATE FUNCTION extension_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  r clearance_round%ROWTYPE;
  ends timestamptz;
  earlier integer;
  last_grade smallint;
BEGIN
  SELECT * INTO r FROM clearance_round WHERE case_id = NEW.case_id AND round = NEW.round;
  IF r.version IS DISTINCT FROM (SELECT head_version FROM case_file WHERE id = NEW.case_id) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  IF NOT NEW.agency = ANY (r.clear_if_affected) AND NEW.agency NOT IN (SELECT must_clear_now(NEW.case_id)) THEN
    PERFORM refuse('no_clearance_right');
  END IF;
  IF answered_now(NEW.case_id, r.version, NEW.agency) THEN PERFORM refuse('already_answered'); END IF;
  PERFORM FROM appointment a WHERE a.person = NEW.person AND a.office = NEW.office AND a.capacity = 'coordinator'
    AND a.grade = NEW.grade AND a.valid_from <= NEW.at AND (a.valid_to IS NULL OR a.valid_to > NEW.at) FOR SHARE;
  IF NOT FOUND THEN PERFORM refuse('not_as_appointed'); END IF;
  ends := own_time_ends(r, NEW.agency);
  IF NEW.at >= ends THEN PERFORM refuse('suspense_has_passed'); END IF;
  SELECT count(*), max(x.grade) INTO earlier, last_grade FROM extension x
   WHERE x.case_id = NEW.case_id AND x.round = NEW.round AND x.agency = NEW.agency;
  IF earlier >= (CASE WHEN r.preset IS NULL THEN 2 ELSE 1 END) THEN PERFORM refuse('extensions_used_up'); END IF;
  IF r.preset IS NULL AND NEW.grade <= last_grade THEN PERFORM refuse('higher_grade_needed'); END IF;
  IF r.preset IS NOT NULL AND NEW.grade < 7 THEN PERFORM refuse('only_the_head'); END IF;
  IF NEW.until <= ends
     OR NEW.until > (CASE WHEN r.preset IS NULL THEN ends + (r.suspense - r.at) ELSE thirty_days_more(ends) END) THEN
    PERFORM refuse('until_out_of_range');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_gate BEFORE INSERT ON extension FOR EACH ROW EXECUTE FUNCTION extension_second_gate();

-- An office that is asked beside its agency answers for itself, to the current text, by one of its own coordinators.
CREATE FUNCTION office_clearance_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  r clearance_round%ROWTYPE;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  SELECT * INTO r FROM clearance_round WHERE case_id = NEW.case_id AND round = NEW.round;
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF (c.head_version, c.head_digest) IS DISTINCT FROM (NEW.version, NEW.digest)
     OR r.version IS DISTINCT FROM NEW.version THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  IF NOT NEW.office = ANY (coalesce(r.offices, '{}')) THEN PERFORM refuse('office_not_asked'); END IF;
  IF NOT appointed(NEW.person, NEW.office, (SELECT agency FROM office WHERE code = NEW.office), 'coordinator', NEW.at) THEN
    PERFORM refuse('not_coordinator');
  END IF;
  IF (SELECT level FROM person WHERE id = NEW.person) < c.level THEN PERFORM refuse('not_cleared_for_text'); END IF;
  IF wrote(NEW.person, NEW.case_id)
     OR EXISTS (SELECT FROM approval WHERE case_id = NEW.case_id AND person = NEW.person) THEN
    PERFORM refuse('duties_separated');
  END IF;
  IF EXISTS (SELECT FROM sign_off WHERE case_id = NEW.case_id AND person = NEW.person)
     OR EXISTS (SELECT FROM office_clearance WHERE case_id = NEW.case_id AND person = NEW.person AND office <> NEW.office) THEN
    PERFORM refuse('one_human_one_seat');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON office_clearance FOR EACH ROW EXECUTE FUNCTION office_clearance_gate();

-- Who answered for an office writes nothing, circulates nothing and approves nothing in that case.
CREATE FUNCTION office_duties_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM office_clearance o WHERE o.case_id = NEW.case_id AND o.person = NEW.person) THEN
    PERFORM refuse('duties_separated');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER d_gate BEFORE INSERT ON text_version FOR EACH ROW EXECUTE FUNCTION office_duties_gate();
CREATE TRIGGER d_gate BEFORE INSERT ON clearance_round FOR EACH ROW EXECUTE FUNCTION office_duties_gate();
CREATE TRIGGER d_gate BEFORE INSERT ON approval FOR EACH ROW EXECUTE FUNCTION office_duties_gate();

-- Nothing goes out without the offices that were asked; only the President's decision on that very text does without.
CREATE FUNCTION release_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  r clearance_round%ROWTYPE;
BEGIN
  IF settled_by(NEW.case_id, NEW.version, NEW.digest) IS NOT DISTINCT FROM 'president' THEN RETURN NEW; END IF;
  SELECT * INTO r FROM clearance_round WHERE case_id = NEW.case_id AND version = NEW.version;
  IF EXISTS (SELECT FROM unnest(r.offices) asked (office)
      WHERE office_says(NEW.case_id, NEW.version, asked.office) IS NULL) THEN
    PERFORM refuse('office_clearance_missing');
  END IF;
  IF EXISTS (SELECT FROM unnest(r.offices) asked (office)
      WHERE office_says(NEW.case_id, NEW.version, asked.office) <> 'concur') THEN
    PERFORM refuse('office_nonconcurs');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_gate BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION release_second_gate();

-- A split is brought up by the action office or the NSC, on a disagreement or a delay over the current text.
CREATE FUNCTION split_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  r clearance_round%ROWTYPE;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) AND NOT of_nsc(NEW.person, NEW.office, NEW.at) THEN
    PERFORM refuse('not_action_office');
  END IF;
  IF (c.head_version, c.head_digest) IS DISTINCT FROM (NEW.version, NEW.digest) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  IF split_is_open(NEW.case_id) THEN PERFORM refuse('split_open'); END IF;
  SELECT * INTO r FROM clearance_round WHERE case_id = NEW.case_id AND version = NEW.version;
  IF NOT EXISTS (SELECT nonconcurring_now(NEW.case_id, NEW.version))
     AND NOT EXISTS (SELECT offices_nonconcurring_now(NEW.case_id))
     AND NOT EXISTS (SELECT FROM must_clear_now(NEW.case_id) asked (agency) WHERE r.round IS NOT NULL
       AND NOT answered_now(NEW.case_id, NEW.version, asked.agency) AND own_time_ends(r, asked.agency) < NEW.at)
     AND NOT EXISTS (SELECT FROM unnest(r.offices) asked (office)
       WHERE office_says(NEW.case_id, NEW.version, asked.office) IS NULL AND r.suspense < NEW.at) THEN
    PERFORM refuse('no_disagreement');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_gate BEFORE INSERT ON split FOR EACH ROW EXECUTE FUNCTION split_second_gate();

-- A split climbs its own ladder rung by rung: to its foot when it is brought up, then after a ruling by whoever made
-- that, or by time when that is due; after ninety days time brings it before the NSC from wherever it is.
CREATE FUNCTION split_move_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  s split%ROWTYPE;
  stood split_move%ROWTYPE;
  ruled ruling%ROWTYPE;
  rungs text[];
  here integer;
BEGIN
  SELECT * INTO s FROM split WHERE id = NEW.split AND case_id = NEW.case_id;
  IF NOT FOUND OR NOT split_is_open(NEW.case_id) THEN PERFORM refuse('no_split'); END IF;
  rungs := ladder_of(s.track);
  SELECT * INTO stood FROM split_move WHERE split = NEW.split ORDER BY at DESC LIMIT 1;
  IF NOT FOUND THEN
    IF NEW.cause <> 'opened' OR NEW.rung <> rungs[1] THEN PERFORM refuse('not_at_the_foot'); END IF;
    IF (NEW.person, NEW.office) IS DISTINCT FROM (s.person, s.office) THEN PERFORM refuse('not_action_office'); END IF;
    RETURN NEW;
  END IF;
  here := array_position(rungs, stood.rung);
  IF NEW.cause = 'time' THEN
    IF NOT EXISTS (SELECT FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() AND is_time) THEN
      PERFORM refuse('only_time_refers_up');
    END IF;
    IF NOT (NEW.rung IS NOT DISTINCT FROM rungs[here + 1] AND NEW.due_at >= stood.at + fewest_days_at(stood.rung))
       AND NOT (NEW.rung = 'nsc' AND here < array_position(rungs, 'nsc') AND NEW.due_at >= s.at + interval '90 days') THEN
      PERFORM refuse('before_its_time');
    END IF;
    RETURN NEW;
  END IF;
  SELECT * INTO ruled FROM ruling WHERE split = NEW.split ORDER BY at DESC LIMIT 1;
  IF NOT FOUND OR ruled.at < stood.at OR ruled.outcome <> NEW.cause
     OR ruled.person IS DISTINCT FROM NEW.person THEN
    PERFORM refuse('not_ruled');
  END IF;
  IF NEW.rung IS DISTINCT FROM rungs[here + CASE NEW.cause WHEN 'refer_up' THEN 1 ELSE -1 END] THEN
    PERFORM refuse('not_the_next_rung');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_gate BEFORE INSERT ON split_move FOR EACH ROW EXECUTE FUNCTION split_move_second_gate();

-- Who rules what: the President decides; the action office or the NSC takes a split back; all else is for whoever
-- speaks for the rung, and the Assistant to the President may refer up from any. Each rests on an appointment that is
-- held until this is committed.
CREATE FUNCTION ruling_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  s split%ROWTYPE;
  rungs text[];
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  SELECT * INTO s FROM split WHERE id = NEW.split AND case_id = NEW.case_id;
  IF NOT FOUND THEN PERFORM refuse('no_split'); END IF;
  IF (c.head_version, c.head_digest) IS DISTINCT FROM (NEW.version, NEW.digest) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  IF NEW.outcome LIKE 'president%' AND NOT presides(NEW.person, NEW.office, NEW.case_id, 'president', NEW.at) THEN
    PERFORM refuse('only_the_president');
  END IF;
  IF NEW.outcome = 'withdrawn' AND NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at)
     AND NOT of_nsc(NEW.person, NEW.office, NEW.at) THEN
    PERFORM refuse('not_the_decider');
  END IF;
  IF NEW.outcome IN ('clause_controls', 'compromise', 'remand', 'refer_up')
     AND NOT presides(NEW.person, NEW.office, NEW.case_id, NEW.rung, NEW.at)
     AND NOT (NEW.outcome = 'refer_up' AND appointed(NEW.person, NEW.office, 'nsc', 'apnsa', NEW.at)) THEN
    PERFORM refuse('not_the_decider');
  END IF;
  -- Conciliation decides nothing; what decides is for somebody who wrote, signed and argued nothing in the case.
  IF NEW.outcome NOT IN ('refer_up', 'withdrawn', 'compromise') AND (wrote(NEW.person, NEW.case_id)
      OR EXISTS (SELECT FROM sign_off WHERE case_id = NEW.case_id AND person = NEW.person)
      OR EXISTS (SELECT FROM office_clearance WHERE case_id = NEW.case_id AND person = NEW.person)
      OR EXISTS (SELECT FROM split_position WHERE split = NEW.split AND person = NEW.person)) THEN
    PERFORM refuse('duties_separated');
  END IF;
  IF NEW.outcome = 'clause_controls' AND cardinality(NEW.clauses) = 0 THEN PERFORM refuse('clause_missing'); END IF;
  IF NEW.outcome = 'clause_controls' AND EXISTS (SELECT FROM nonconcurring_now(NEW.case_id, NEW.version) n (agency)
      WHERE is_department(n.agency)) THEN
    PERFORM refuse('department_nonconcurs');
  END IF;
  IF NEW.outcome = 'withdrawn' AND (EXISTS (SELECT nonconcurring_now(NEW.case_id, NEW.version))
      OR EXISTS (SELECT offices_nonconcurring_now(NEW.case_id))) THEN
    PERFORM refuse('still_nonconcurring');
  END IF;
  IF NEW.outcome = 'president_a' AND NEW.version <> s.version THEN PERFORM refuse('not_the_text_of_the_split'); END IF;
  rungs := ladder_of(s.track);
  IF NEW.outcome = 'refer_up' AND NEW.rung = rungs[cardinality(rungs)] THEN PERFORM refuse('top_of_the_ladder'); END IF;
  IF NEW.outcome = 'remand' AND NEW.rung = rungs[1] THEN PERFORM refuse('foot_of_the_ladder'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_gate BEFORE INSERT ON ruling FOR EACH ROW EXECUTE FUNCTION ruling_second_gate();

-- A ruling is asked to be reconsidered by the agency that lost, by an official of higher grade than signed its losing
-- position.
CREATE FUNCTION reclama_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF split_is_open(NEW.case_id) OR NOT EXISTS (SELECT FROM ruling r WHERE r.split = NEW.split
      AND r.case_id = NEW.case_id AND r.outcome NOT IN ('remand', 'refer_up')) THEN
    PERFORM refuse('no_ruling');
  END IF;
  IF NEW.agency NOT IN (SELECT nonconcurring_now(NEW.case_id, (SELECT head_version FROM case_file WHERE id = NEW.case_id))) THEN
    PERFORM refuse('did_not_lose');
  END IF;
  IF coalesce(NEW.grade, 0) <= losing_grade(NEW.case_id, NEW.split, NEW.agency) THEN
    PERFORM refuse('higher_grade_needed');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_gate BEFORE INSERT ON reclama FOR EACH ROW EXECUTE FUNCTION reclama_second_gate();
