---------------------------------------------------------------- whose approval
CREATE FUNCTION may_approve(who uuid, in_office text, in_case uuid, moment timestamptz) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  a procedure_approval%ROWTYPE;
  ruled boolean := false;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = in_case;
  FOR a IN SELECT * FROM procedure_approval x WHERE x.procedure = c.procedure LOOP
    ruled := true;
    CONTINUE WHEN a.found_by IS NOT NULL AND a.found IS DISTINCT FROM coalesce(found_by(c.id, a.found_by), found_by(c.parent, a.found_by));
    IF entitled(who, in_office, in_case, a.capacity, a.agency, a.grade, a.acting, moment) THEN RETURN NULL; END IF;
  END LOOP;
  IF NOT ruled AND appointed(who, in_office, c.action_agency, 'approver', moment) THEN RETURN NULL; END IF;
  RETURN 'not_approver';
END $$;

CREATE OR REPLACE FUNCTION approval_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  against text;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF (c.head_version, c.head_digest) IS DISTINCT FROM (NEW.version, NEW.digest) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  against := may_approve(NEW.person, NEW.office, NEW.case_id, NEW.at);
  IF against IS NOT NULL THEN PERFORM refuse(against); END IF;
  IF wrote(NEW.person, NEW.case_id)
     OR EXISTS (SELECT FROM sign_off WHERE case_id = NEW.case_id AND person = NEW.person) THEN
    PERFORM refuse('duties_separated');
  END IF;
  RETURN NEW;
END $$;

---------------------------------------------------------------- rounds, departures, one text, signature
CREATE FUNCTION negotiation_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  seat text := CASE NEW.office WHEN 'state.l' THEN NEW.office ELSE NEW.agency END;
  ruling text;
  last milestone%ROWTYPE;
BEGIN
  IF (NEW.other_case IS NOT NULL) IS DISTINCT FROM (NEW.name IN ('initialled', 'reinitialled')) THEN PERFORM refuse('no_such_text'); END IF;
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF c.procedure <> 'negotiation' THEN RETURN NEW; END IF;
  ruling := found_by(c.id, 'agreement_determined');
  -- Nothing is done under an authority before it is given; the clocks of two machines may differ.
  IF EXISTS (SELECT FROM release r WHERE r.case_id = c.id AND NEW.happened_at < r.at - interval '2 minutes') THEN
    PERFORM refuse('before_authority');
  END IF;
  IF NEW.name IN ('round_held', 'departed', 'departure_cleared', 'departure_dropped', 'accepted_ad_referendum')
     AND EXISTS (SELECT FROM milestone m WHERE m.case_id = c.id AND m.name = 'initialled') THEN
    PERFORM refuse('out_of_order');
  END IF;
  IF NEW.name IN ('accepted_ad_referendum', 'initialled', 'reinitialled', 'signed')
     AND EXISTS (SELECT FROM departure_seats(c.id)) THEN
    PERFORM refuse('departure_open');
  END IF;
  IF NEW.name IN ('conformed', 'signature_authorised', 'signed') AND NOT final_text_is_out(c.id) THEN
    PERFORM refuse('final_text_not_released');
  END IF;
  CASE NEW.name
    WHEN 'round_held' THEN
      IF NOT EXISTS (SELECT FROM case_file k WHERE k.parent = c.id AND k.procedure = 'instruction' AND is_out(k.id)) THEN
        PERFORM refuse('no_instructions');
      END IF;
      IF NEW.ref <> (1 + (SELECT count(*) FROM milestone m WHERE m.case_id = c.id AND m.name = 'round_held'))::text THEN
        PERFORM refuse('round_out_of_order');
      END IF;
    WHEN 'accepted_ad_referendum' THEN
      IF NOT EXISTS (SELECT FROM milestone m WHERE m.case_id = c.id AND m.name = 'round_held' AND m.ref = NEW.ref) THEN
        PERFORM refuse('no_such_round');
      END IF;
    WHEN 'departed' THEN
      IF NEW.ref = '' OR EXISTS (SELECT FROM milestone m WHERE m.case_id = c.id AND m.name = 'departed' AND m.ref = NEW.ref) THEN
        PERFORM refuse('departure_named_twice');
      END IF;
    WHEN 'departure_cleared' THEN
      IF NOT EXISTS (SELECT FROM milestone m WHERE m.case_id = c.id AND m.name = 'departed' AND m.ref = NEW.ref) THEN
        PERFORM refuse('no_such_departure');
      END IF;
      IF NOT EXISTS (SELECT FROM departure_seats(c.id) d WHERE d.ref = NEW.ref) THEN PERFORM refuse('departure_not_open'); END IF;
      IF seat <> 'state.l' AND NOT EXISTS (SELECT FROM interested(c.id) i (agency) WHERE i.agency = seat) THEN
        PERFORM refuse('not_interested');
      END IF;
      IF wrote(NEW.person, c.id) OR EXISTS (SELECT FROM milestone m WHERE m.case_id = c.id AND m.ref = NEW.ref
          AND m.person = NEW.person AND (m.name = 'departed' OR m.name = 'departure_cleared' AND m.outcome = 'cleared'
            AND CASE m.office WHEN 'state.l' THEN m.office ELSE m.agency END <> seat)) THEN
        PERFORM refuse('duties_separated');
      END IF;
    WHEN 'departure_dropped' THEN
      IF NOT EXISTS (SELECT FROM departure_seats(c.id) d WHERE d.ref = NEW.ref) THEN PERFORM refuse('departure_not_open'); END IF;
    WHEN 'initialled', 'reinitialled' THEN
      PERFORM FROM case_file k WHERE k.id = NEW.other_case AND k.parent = c.id AND k.procedure = 'agreement_text';
      IF NOT FOUND OR NOT sec.sees(NEW.other_case) OR EXISTS (SELECT FROM withdrawal w WHERE w.case_id = NEW.other_case)
         OR EXISTS (SELECT FROM recall r WHERE r.case_id = NEW.other_case) THEN
        PERFORM refuse('no_such_text');
      END IF;
      -- The text's row is moved, though nothing in it changes: so a new version put in at the same time conflicts, at every
      -- isolation level, and one of the two is refused.
      UPDATE case_file SET head_digest = head_digest WHERE id = NEW.other_case AND (head_version, head_digest) = (NEW.other_version, NEW.other_digest);
      IF NOT FOUND THEN PERFORM refuse('not_the_current_text'); END IF;
      SELECT * INTO last FROM initialled_in(c.id);
      IF NEW.name = 'reinitialled' AND (last.other_case, last.other_digest) IS NOT DISTINCT FROM (NEW.other_case, NEW.other_digest) THEN
        PERFORM refuse('already_recorded');
      END IF;
      IF NEW.name = 'reinitialled' AND last.id IS NULL OR NEW.name = 'reinitialled' AND EXISTS (SELECT FROM milestone m WHERE m.case_id = c.id AND m.name = 'signature_authorised') THEN
        PERFORM refuse('out_of_order');
      END IF;
    WHEN 'signature_authorised' THEN
      IF ruling IN ('two_steps', 'full_powers') AND NOT EXISTS (SELECT FROM case_file k JOIN release r ON r.case_id = k.id
          WHERE k.parent = c.id AND k.procedure = 'signing_authority' AND is_out(k.id) AND r.at > (SELECT i.at FROM initialled_in(c.id) i)) THEN
        PERFORM refuse('authority_to_sign_missing');
      END IF;
      IF NOT EXISTS (SELECT FROM appointment a JOIN office o ON o.code = a.office WHERE a.office = NEW.ref AND a.capacity = 'approver'
          AND o.agency = c.action_agency AND a.grade >= 4 AND a.valid_from <= NEW.at AND (a.valid_to IS NULL OR a.valid_to > NEW.at)) THEN
        PERFORM refuse('no_such_signer');
      END IF;
    WHEN 'signed' THEN
      IF NEW.office IS DISTINCT FROM (SELECT m.ref FROM milestone m WHERE m.case_id = c.id AND m.name = 'signature_authorised') THEN
        PERFORM refuse('not_the_authorised_signer');
      END IF;
      IF ruling = 'full_powers' AND NOT entitled(NEW.person, NEW.office, c.id, 'approver', 'action', 4::smallint, false, NEW.at) THEN
        PERFORM refuse('not_delegable');
      END IF;
    WHEN 'laid_before_congress' THEN
      IF NEW.until IS NULL OR NEW.until < NEW.happened_at + interval '60 days' THEN PERFORM refuse('period_too_short'); END IF;
    WHEN 'entered_into_force' THEN
      IF (NEW.outcome = 'with_end') IS DISTINCT FROM (NEW.until IS NOT NULL) OR NEW.until <= NEW.happened_at THEN
        PERFORM refuse('ends_before_it_begins');
      END IF;
      IF 'laid_before_congress' = ANY (c.steps) AND NOT EXISTS (SELECT FROM milestone m WHERE m.case_id = c.id
          AND m.name = 'laid_before_congress' AND m.until <= NEW.happened_at)
         OR ruling = 'full_powers' AND NOT EXISTS (SELECT FROM milestone m WHERE m.case_id = c.id
          AND m.name = 'senate_consented' AND m.happened_at <= NEW.happened_at) THEN
        PERFORM refuse('before_congress');
      END IF;
    WHEN 'transmitted_to_congress' THEN
      IF NOT EXISTS (SELECT FROM milestone m WHERE m.case_id = c.id AND m.name = 'entered_into_force') THEN
        PERFORM refuse('not_in_force');
      END IF;
    ELSE NULL;
  END CASE;
  RETURN NEW;
END $$;
CREATE TRIGGER c_negotiation BEFORE INSERT ON milestone FOR EACH ROW EXECUTE FUNCTION negotiation_gate();

-- What was initialled is not changed any more.
CREATE FUNCTION frozen_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM milestone m WHERE m.other_case = NEW.case_id) THEN PERFORM refuse('text_initialled'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_frozen BEFORE INSERT ON text_version FOR EACH ROW EXECUTE FUNCTION frozen_gate();

---------------------------------------------------------------- what goes out under a negotiation
-- The row of the case above is locked, so that its recall and this release come one after the other.
CREATE FUNCTION under_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF NOT EXISTS (SELECT FROM procedure_under u WHERE u.procedure = c.procedure) THEN RETURN NEW; END IF;
  PERFORM FROM case_file p WHERE p.id = c.parent FOR SHARE;
  CASE c.procedure
    WHEN 'instruction' THEN
      IF NOT is_out(c.parent) THEN PERFORM refuse('no_authority'); END IF;
    WHEN 'fallback' THEN
      IF NOT is_out(c.parent) THEN PERFORM refuse('instruction_not_released'); END IF;
    WHEN 'agreement_text' THEN
      IF NOT EXISTS (SELECT FROM initialled_in(c.parent) i WHERE (i.other_case, i.other_digest) = (c.id, NEW.digest)) THEN
        PERFORM refuse('not_initialled');
      END IF;
    WHEN 'signing_authority' THEN
      IF NOT EXISTS (SELECT FROM initialled_in(c.parent)) THEN PERFORM refuse('not_initialled'); END IF;
    ELSE NULL;
  END CASE;
  RETURN NEW;
END $$;
CREATE TRIGGER c_under BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION under_gate();

-- What has no step outside is over with its release, and is not called back.
CREATE FUNCTION nothing_outside_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM procedure_step s JOIN case_file c ON c.procedure = s.procedure
      WHERE c.id = NEW.case_id AND s.place = 'after' AND NOT s.optional) THEN
    PERFORM refuse('case_has_ended');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_outside BEFORE INSERT ON recall FOR EACH ROW EXECUTE FUNCTION nothing_outside_gate();

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
