---------------------------------------------------------------- the gate
CREATE FUNCTION refuse(why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', why USING ERRCODE = 'OV003';
END $$;

-- The appointment stays as it is until this transaction ends: who ends it meanwhile waits, and ends it later than this act.
CREATE FUNCTION appointed(who uuid, in_office text, for_agency text, as_capacity text, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM FROM appointment a JOIN office o ON o.code = a.office JOIN person p ON p.id = a.person
    WHERE a.person = who AND p.active AND a.office = in_office AND o.agency = for_agency AND a.capacity = as_capacity
      AND a.valid_from <= moment AND (a.valid_to IS NULL OR a.valid_to > moment)
    FOR SHARE OF a;
  RETURN FOUND;
END $$;

-- Whoever drafted, edited or circulated.
CREATE FUNCTION wrote(who uuid, in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM text_version WHERE case_id = in_case AND person = who)
      OR EXISTS (SELECT FROM clearance_round WHERE case_id = in_case AND person = who)
      OR EXISTS (SELECT FROM case_file WHERE id = in_case AND person = who)
$$;

CREATE FUNCTION signed_or_approved(who uuid, in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM sign_off WHERE case_id = in_case AND person = who)
      OR EXISTS (SELECT FROM approval WHERE case_id = in_case AND person = who)
$$;

CREATE FUNCTION of_action_office(who uuid, in_office text, in_case uuid, moment timestamptz) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM case_file c WHERE c.id = in_case AND c.action_office = in_office
    AND appointed(who, in_office, c.action_agency, 'action_officer', moment))
$$;

CREATE FUNCTION gone_out_or_withdrawn(in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM release WHERE case_id = in_case) OR EXISTS (SELECT FROM withdrawal WHERE case_id = in_case)
$$;

-- Who must clear now: the latest round's list and every equity granted or imposed.
CREATE FUNCTION must_clear_now(in_case uuid) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT unnest(r.must_clear) FROM clearance_round r
   WHERE r.case_id = in_case AND r.round = (SELECT max(round) FROM clearance_round WHERE case_id = in_case)
  UNION SELECT e.agency FROM equity_act e WHERE e.case_id = in_case AND e.act IN ('granted', 'imposed')
$$;

-- What a ruling settles for this very text: 'president' (over anyone), 'clause' (over agencies that are no Department),
-- or null. A reclama after the ruling suspends it.
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

CREATE FUNCTION is_department(of_agency text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM agency WHERE code = of_agency AND kind = 'department')
$$;

CREATE FUNCTION text_version_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  IF signed_or_approved(NEW.person, NEW.case_id) THEN PERFORM refuse('duties_separated'); END IF;
  UPDATE case_file SET head_version = NEW.version, head_digest = NEW.digest
   WHERE id = NEW.case_id AND head_version = NEW.version - 1;
  IF NOT FOUND THEN PERFORM refuse('version_out_of_order'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON text_version FOR EACH ROW EXECUTE FUNCTION text_version_gate();

-- Circulation gives the agencies asked, and those informed, access to the case.
CREATE FUNCTION clearance_round_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  IF signed_or_approved(NEW.person, NEW.case_id) THEN PERFORM refuse('duties_separated'); END IF;
  UPDATE case_file SET access = ARRAY(SELECT DISTINCT unnest(access || NEW.must_clear || NEW.clear_if_affected || NEW.info))
   WHERE id = NEW.case_id AND head_version = NEW.version AND head_digest = NEW.digest;
  IF NOT FOUND THEN PERFORM refuse('not_the_current_text'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON clearance_round FOR EACH ROW EXECUTE FUNCTION clearance_round_gate();

-- Default clearance (invariant 7): by time alone, announced, after proven receipt and the agency's full time, and never
-- where the procedure excludes it.
CREATE FUNCTION default_clearance_gate(s sign_off, c case_file, r clearance_round) RETURNS void LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() AND is_time) THEN
    PERFORM refuse('only_time_clears_by_default');
  END IF;
  IF NOT r.default_clearance THEN PERFORM refuse('default_clearance_not_announced'); END IF;
  IF s.agency NOT IN (SELECT must_clear_now(s.case_id)) OR s.agency IN ('nsc', c.action_agency) THEN
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
  -- A nonconcurrence to an earlier version stands; silence does not take it back.
  IF EXISTS (SELECT FROM sign_off x WHERE x.case_id = s.case_id AND x.version = s.version AND x.agency = s.agency)
     OR 'nonconcur' = (SELECT x.response FROM sign_off x WHERE x.case_id = s.case_id AND x.agency = s.agency
                       ORDER BY x.seq DESC LIMIT 1)
     OR EXISTS (SELECT FROM carry_over k WHERE k.case_id = s.case_id AND k.version = s.version AND k.agency = s.agency)
     OR EXISTS (SELECT FROM hold h WHERE h.case_id = s.case_id AND h.agency = s.agency AND NOT EXISTS
         (SELECT FROM hold_end e WHERE e.hold = h.id AND e.how <> 'became_nonconcurrence')) THEN
    PERFORM refuse('the_agency_spoke');
  END IF;
END $$;

CREATE FUNCTION sign_off_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
  IF NOT NEW.agency = ANY (r.clear_if_affected) AND NEW.agency NOT IN (SELECT must_clear_now(NEW.case_id)) THEN
    PERFORM refuse('no_clearance_right');
  END IF;
  IF NEW.response = 'cleared_by_default' THEN
    PERFORM default_clearance_gate(NEW, c, r);
    RETURN NEW;
  END IF;
  IF NOT appointed(NEW.person, NEW.office, NEW.agency, 'coordinator', NEW.at) THEN PERFORM refuse('not_coordinator'); END IF;
  IF (SELECT level FROM person WHERE id = NEW.person) < c.level THEN PERFORM refuse('not_cleared_for_text'); END IF;
  IF wrote(NEW.person, NEW.case_id)
     OR EXISTS (SELECT FROM approval WHERE case_id = NEW.case_id AND person = NEW.person) THEN
    PERFORM refuse('duties_separated');
  END IF;
  IF EXISTS (SELECT FROM sign_off WHERE case_id = NEW.case_id AND person = NEW.person AND agency <> NEW.agency) THEN
    PERFORM refuse('one_human_one_seat');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON sign_off FOR EACH ROW EXECUTE FUNCTION sign_off_gate();

CREATE FUNCTION comment_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF NOT EXISTS (SELECT FROM sign_off s WHERE s.id = NEW.sign_off AND (s.case_id, s.version, s.agency, s.person)
      = (NEW.case_id, NEW.version, NEW.agency, NEW.person)) THEN
    PERFORM refuse('not_your_sign_off');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON comment FOR EACH ROW EXECUTE FUNCTION comment_gate();

CREATE FUNCTION hold_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF NOT appointed(NEW.person, NEW.office, NEW.agency, 'coordinator', NEW.at) THEN PERFORM refuse('not_coordinator'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON hold FOR EACH ROW EXECUTE FUNCTION hold_gate();

-- What would open the gate is asked as hard as the gate: a hold is ended by its own agency, or by time at its end.
CREATE FUNCTION hold_end_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  h hold%ROWTYPE;
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  SELECT * INTO h FROM hold WHERE id = NEW.hold AND case_id = NEW.case_id;
  IF NOT FOUND THEN PERFORM refuse('no_such_hold'); END IF;
  IF NEW.person IS NULL AND NEW.at < greatest(h.until, (SELECT max(x.until) FROM hold_extension x WHERE x.hold = h.id)) THEN
    PERFORM refuse('hold_not_lapsed');
  END IF;
  IF NEW.person IS NULL AND NEW.how <> (CASE h.becomes WHEN 'lapse' THEN 'lapsed' ELSE 'became_nonconcurrence' END) THEN
    PERFORM refuse('not_as_announced');
  END IF;
  IF NEW.person IS NOT NULL AND NOT appointed(NEW.person, NEW.office, h.agency, 'coordinator', NEW.at) THEN
    PERFORM refuse('not_coordinator');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON hold_end FOR EACH ROW EXECUTE FUNCTION hold_end_gate();

CREATE FUNCTION comment_disposition_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  IF NOT EXISTS (SELECT FROM comment WHERE id = NEW.comment AND case_id = NEW.case_id) THEN
    PERFORM refuse('no_such_comment');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON comment_disposition FOR EACH ROW EXECUTE FUNCTION comment_disposition_gate();

CREATE FUNCTION withdrawal_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON withdrawal FOR EACH ROW EXECUTE FUNCTION withdrawal_gate();

CREATE FUNCTION before_release_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON split FOR EACH ROW EXECUTE FUNCTION before_release_gate();

-- A split is seen by the body that it comes before: its chair's agency gets access with the move.
CREATE FUNCTION split_move_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  UPDATE case_file SET access = ARRAY(SELECT DISTINCT unnest(access || ARRAY(SELECT o.agency FROM office o WHERE o.code =
    CASE NEW.rung WHEN 'ig' THEN 'ig.japan' WHEN 'sig_fp' THEN 'sig.fp' WHEN 'sig_dp' THEN 'sig.dp'
      WHEN 'sig_iep' THEN 'sig.iep' WHEN 'tpsc' THEN 'tpsc.chair' WHEN 'tprg' THEN 'tprg.chair'
      WHEN 'tpc' THEN 'tpc.chair' END)))
   WHERE id = NEW.case_id;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON split_move FOR EACH ROW EXECUTE FUNCTION split_move_gate();

-- A receipt is by somebody entitled to answer for the agency, and never gives it less time than the round announced.
CREATE FUNCTION receipt_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF NOT appointed(NEW.person, NEW.office, NEW.agency, 'coordinator', NEW.at) THEN PERFORM refuse('not_coordinator'); END IF;
  IF NEW.full_time_at < (SELECT suspense FROM clearance_round WHERE case_id = NEW.case_id AND round = NEW.round) THEN
    PERFORM refuse('before_its_time');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON receipt FOR EACH ROW EXECUTE FUNCTION receipt_gate();

-- An agency's position and its reclama are the agency's own.
CREATE FUNCTION own_words_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF NOT appointed(NEW.person, NEW.office, NEW.agency, 'coordinator', NEW.at)
     AND NOT (TG_TABLE_NAME = 'split_position' AND appointed(NEW.person, NEW.office, NEW.agency, 'action_officer', NEW.at)) THEN
    PERFORM refuse('not_coordinator');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON split_position FOR EACH ROW EXECUTE FUNCTION own_words_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON reclama FOR EACH ROW EXECUTE FUNCTION own_words_gate();

-- What gives an agency more time is asked by that agency; what sends a text back, by the approving official.
CREATE FUNCTION extension_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF NOT appointed(NEW.person, NEW.office, NEW.agency, 'coordinator', NEW.at) THEN PERFORM refuse('not_coordinator'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON extension FOR EACH ROW EXECUTE FUNCTION extension_gate();

CREATE FUNCTION hold_extension_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  h hold%ROWTYPE;
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  SELECT * INTO h FROM hold WHERE id = NEW.hold AND case_id = NEW.case_id;
  IF NOT FOUND THEN PERFORM refuse('no_such_hold'); END IF;
  IF NOT appointed(NEW.person, NEW.office, h.agency, 'coordinator', NEW.at) THEN PERFORM refuse('not_coordinator'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON hold_extension FOR EACH ROW EXECUTE FUNCTION hold_extension_gate();

CREATE FUNCTION send_back_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF c.head_version <> NEW.version THEN PERFORM refuse('not_the_current_text'); END IF;
  IF NOT appointed(NEW.person, NEW.office, c.action_agency, 'approver', NEW.at) THEN PERFORM refuse('not_approver'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON send_back FOR EACH ROW EXECUTE FUNCTION send_back_gate();

CREATE FUNCTION equity_act_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF NEW.act = 'claimed' AND NOT appointed(NEW.person, NEW.office, NEW.agency, 'coordinator', NEW.at) THEN
    PERFORM refuse('not_coordinator');
  END IF;
  IF NEW.act IN ('granted', 'refused') AND NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN
    PERFORM refuse('not_action_office');
  END IF;
  IF NEW.act = 'imposed' AND NOT appointed(NEW.person, NEW.office, 'nsc', 'nsc_staff', NEW.at)
     AND NOT appointed(NEW.person, NEW.office, 'nsc', 'apnsa', NEW.at) THEN
    PERFORM refuse('not_nsc');
  END IF;
  IF NEW.act IN ('granted', 'imposed') THEN
    UPDATE case_file SET access = ARRAY(SELECT DISTINCT unnest(access || NEW.agency)) WHERE id = NEW.case_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON equity_act FOR EACH ROW EXECUTE FUNCTION equity_act_gate();

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
CREATE TRIGGER b_gate BEFORE INSERT ON carry_over FOR EACH ROW EXECUTE FUNCTION carry_over_gate();

-- The President's decision is recorded by whoever holds that capacity, for a split that stands before him, and ties the
-- text.
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
CREATE TRIGGER b_gate BEFORE INSERT ON ruling FOR EACH ROW EXECUTE FUNCTION ruling_gate();

-- A transfer is asked by an action officer of one of the two offices; the other one sees the case, to answer.
CREATE FUNCTION transfer_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF NEW.office NOT IN (c.action_office, NEW.to_office) OR NOT EXISTS (SELECT FROM office o WHERE o.code = NEW.office
      AND appointed(NEW.person, NEW.office, o.agency, 'action_officer', NEW.at)) THEN
    PERFORM refuse('not_your_transfer');
  END IF;
  UPDATE case_file SET access = ARRAY(SELECT DISTINCT unnest(access || (SELECT agency FROM office WHERE code = NEW.to_office)))
   WHERE id = NEW.case_id;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION transfer_gate();

-- An accepted transfer moves the action to the other office, which the application itself may not do.
CREATE FUNCTION transfer_answer_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  t transfer%ROWTYPE;
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  SELECT * INTO t FROM transfer WHERE id = NEW.transfer AND case_id = NEW.case_id;
  IF NOT FOUND OR t.person = NEW.person OR NOT EXISTS (SELECT FROM office o, case_file c WHERE c.id = NEW.case_id
      AND o.code = CASE WHEN t.office = c.action_office THEN t.to_office ELSE c.action_office END AND o.code = NEW.office
      AND appointed(NEW.person, NEW.office, o.agency, 'action_officer', NEW.at)) THEN
    PERFORM refuse('not_your_transfer');
  END IF;
  IF NEW.accepted THEN
    UPDATE case_file SET action_office = t.to_office,
        action_agency = (SELECT agency FROM office WHERE code = t.to_office),
        access = ARRAY(SELECT DISTINCT unnest(access || (SELECT agency FROM office WHERE code = t.to_office)))
     WHERE id = NEW.case_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON transfer_answer FOR EACH ROW EXECUTE FUNCTION transfer_answer_gate();

CREATE FUNCTION approval_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF (c.head_version, c.head_digest) IS DISTINCT FROM (NEW.version, NEW.digest) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  IF NOT appointed(NEW.person, NEW.office, c.action_agency, 'approver', NEW.at) THEN PERFORM refuse('not_approver'); END IF;
  IF wrote(NEW.person, NEW.case_id)
     OR EXISTS (SELECT FROM sign_off WHERE case_id = NEW.case_id AND person = NEW.person) THEN
    PERFORM refuse('duties_separated');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON approval FOR EACH ROW EXECUTE FUNCTION approval_gate();

-- The one way out. It runs after record_fact has moved the case's row, so nothing about this case can be
-- committed between what it reads here and the release itself, at any isolation level.
CREATE FUNCTION release_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
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
  IF r.round IS NOT NULL AND (EXISTS (SELECT FROM jsonb_each_text(c.equities) e (agency, clearance_right)
             WHERE e.clearance_right = 'must_clear' AND NOT e.agency = ANY (r.must_clear))
     OR EXISTS (SELECT FROM text_version v, jsonb_array_elements(v.equities) paragraph,
                  jsonb_array_elements_text(paragraph) e (agency)
                WHERE v.case_id = NEW.case_id AND v.version = NEW.version AND NOT e.agency = ANY (r.must_clear))) THEN
    PERFORM refuse('equity_not_asked');
  END IF;
  IF settled IS DISTINCT FROM 'president' AND EXISTS (SELECT FROM must_clear_now(NEW.case_id) asked (agency)
      WHERE NOT EXISTS (SELECT FROM sign_off s
        WHERE s.case_id = NEW.case_id AND s.version = NEW.version AND s.agency = asked.agency)
      AND NOT EXISTS (SELECT FROM carry_over k
        WHERE k.case_id = NEW.case_id AND k.version = NEW.version AND k.agency = asked.agency)
      AND NOT (settled IS NOT DISTINCT FROM 'clause' AND NOT is_department(asked.agency))) THEN
    PERFORM refuse('clearance_missing');
  END IF;
  -- A nonconcurrence survives a redraft until its agency lifts it, as does a hold that became one.
  IF settled IS DISTINCT FROM 'president' AND (
      EXISTS (SELECT FROM (SELECT DISTINCT ON (agency) agency, response FROM sign_off
          WHERE case_id = NEW.case_id ORDER BY agency, seq DESC) latest
        WHERE latest.response = 'nonconcur' AND NOT (settled IS NOT DISTINCT FROM 'clause' AND NOT is_department(latest.agency)))
      OR EXISTS (SELECT FROM hold h JOIN hold_end e ON e.hold = h.id AND e.how = 'became_nonconcurrence'
        WHERE h.case_id = NEW.case_id AND NOT (settled IS NOT DISTINCT FROM 'clause' AND NOT is_department(h.agency))
          AND NOT EXISTS (SELECT FROM sign_off s
            WHERE s.case_id = h.case_id AND s.agency = h.agency AND s.at > e.at AND (s.version = NEW.version
              OR EXISTS (SELECT FROM carry_over k WHERE k.sign_off = s.id AND k.version = NEW.version))))) THEN
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
  -- Each procedure has its own way out; where none is written here there is none.
  IF c.procedure <> 'demarche' THEN PERFORM refuse('no_release_in_procedure'); END IF;
  IF NEW.channel <> 'front_channel_cable' OR NOT appointed(NEW.person, NEW.office, 'state', 'releaser', NEW.at) THEN
    PERFORM refuse('only_state_releases');
  END IF;
  IF wrote(NEW.person, NEW.case_id)
     OR EXISTS (SELECT FROM approval WHERE case_id = NEW.case_id AND person = NEW.person) THEN
    PERFORM refuse('duties_separated');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION release_gate();

CREATE FUNCTION after_release_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM release WHERE case_id = NEW.case_id) THEN PERFORM refuse('not_released'); END IF;
  IF EXISTS (SELECT FROM recall WHERE case_id = NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF TG_TABLE_NAME = 'milestone' THEN
    IF NEW.name = 'assessed' AND NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN
      PERFORM refuse('not_action_office');
    END IF;
    IF NEW.name <> 'assessed' AND NOT appointed(NEW.person, NEW.office, 'state', 'post', NEW.at) THEN
      PERFORM refuse('not_post');
    END IF;
  ELSIF NOT appointed(NEW.person, NEW.office, 'state', 'releaser', NEW.at)
      AND NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN
    PERFORM refuse('not_releaser');
  END IF;
  IF TG_TABLE_NAME = 'recall'
     AND EXISTS (SELECT FROM milestone WHERE case_id = NEW.case_id AND name = 'delivered') THEN
    PERFORM refuse('already_delivered');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON milestone FOR EACH ROW EXECUTE FUNCTION after_release_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON recall FOR EACH ROW EXECUTE FUNCTION after_release_gate();

