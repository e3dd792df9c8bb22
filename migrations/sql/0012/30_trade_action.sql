---------------------------------------------------------------- the wall, who sees, seats and reserves
CREATE FUNCTION walled(in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM milestone m JOIN case_file c ON c.id = m.case_id
    JOIN procedure_step s ON s.procedure = c.procedure AND s.name = m.name
    WHERE m.case_id = in_case AND m.outcome = ANY (s.walls))
$$;

-- Behind the wall a case is withdrawn, and nothing else: no clearance touches what is decided on its own record.
CREATE FUNCTION wall_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF walled(NEW.case_id) THEN PERFORM refuse('adjudicative_wall'); END IF;
  RETURN NEW;
END $$;
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['text_version', 'clearance_round', 'sign_off', 'comment', 'comment_disposition', 'hold',
    'hold_extension', 'extension', 'equity_act', 'carry_over', 'split', 'split_position', 'ruling', 'reclama',
    'approval', 'release', 'milestone', 'send_back', 'transfer', 'transfer_answer', 'case_link', 'certification',
    'sequencing', 'source_seal', 'tear_line', 'tear_line_review'] LOOP
    EXECUTE format('CREATE TRIGGER a_wall BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION wall_gate()', t);
  END LOOP;
END $$;

CREATE FUNCTION admit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  UPDATE case_file c SET access = ARRAY(SELECT DISTINCT unnest(c.access || s.admits))
    FROM procedure_step s WHERE c.id = NEW.case_id AND s.procedure = c.procedure AND s.name = NEW.name AND s.admits <> '{}';
  RETURN NEW;
END $$;
CREATE TRIGGER c_admit BEFORE INSERT ON milestone FOR EACH ROW EXECUTE FUNCTION admit();

-- Whoever sits without a vote has no clearance, whatever a text, a claim or the NSC says (USTR's interagency role; USITC).
CREATE FUNCTION seat_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  named text[];
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF TG_TABLE_NAME = 'equity_act' THEN
    named := ARRAY[NEW.agency];
  ELSIF TG_TABLE_NAME = 'clearance_round' THEN
    named := NEW.must_clear || NEW.clear_if_affected;
  ELSE
    named := ARRAY(SELECT jsonb_array_elements_text(p) FROM jsonb_array_elements(NEW.equities) p);
  END IF;
  IF named && sec.non_voting(c.edition_id, c.mandate) THEN PERFORM refuse('non_voting_seat'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_seat BEFORE INSERT ON equity_act FOR EACH ROW EXECUTE FUNCTION seat_gate();
CREATE TRIGGER c_seat BEFORE INSERT ON clearance_round FOR EACH ROW EXECUTE FUNCTION seat_gate();
CREATE TRIGGER c_seat BEFORE INSERT ON text_version FOR EACH ROW EXECUTE FUNCTION seat_gate();

-- A reserve (a policy hold in a trade action) lapses, within fourteen days of its placing, and once a round: it is time to
-- scrub the paper, never a veto.
CREATE FUNCTION reserve_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  h hold%ROWTYPE;
BEGIN
  IF NOT EXISTS (SELECT FROM case_file WHERE id = NEW.case_id AND procedure = 'trade_action') THEN RETURN NEW; END IF;
  IF TG_TABLE_NAME = 'hold_extension' THEN
    SELECT * INTO h FROM hold WHERE id = NEW.hold AND case_id = NEW.case_id;
    IF h.kind = 'policy' AND NEW.until > h.at + interval '14 days' THEN PERFORM refuse('reserve_too_long'); END IF;
    RETURN NEW;
  END IF;
  h := NEW;
  IF h.kind <> 'policy' THEN RETURN NEW; END IF;
  IF h.becomes <> 'lapse' THEN PERFORM refuse('reserve_lapses'); END IF;
  IF h.until > h.at + interval '14 days' THEN PERFORM refuse('reserve_too_long'); END IF;
  IF EXISTS (SELECT FROM hold x WHERE x.case_id = h.case_id AND x.agency = h.agency AND x.kind = 'policy'
      AND x.at > (SELECT max(r.at) FROM clearance_round r WHERE r.case_id = h.case_id)) THEN
    PERFORM refuse('reserve_used_up');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_reserve BEFORE INSERT ON hold FOR EACH ROW EXECUTE FUNCTION reserve_gate();
CREATE TRIGGER c_reserve BEFORE INSERT ON hold_extension FOR EACH ROW EXECUTE FUNCTION reserve_gate();

---------------------------------------------------------------- the trade action's own steps
-- The office whose counsel rules on the legal fence, by agency; the same list as domain/procedures/trade_action.py.
CREATE FUNCTION counsel_of(of_agency text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE of_agency WHEN 'state' THEN 'state.l' WHEN 'defense' THEN 'defense.gc' WHEN 'commerce' THEN 'commerce.gc'
    WHEN 'ustr' THEN 'ustr.gc' END
$$;

-- Which tranche comes next: they are released one after the other.
CREATE FUNCTION next_tranche(in_case uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT count(*)::integer + 1 FROM milestone WHERE case_id = in_case AND name = 'tranche_released'
$$;

CREATE FUNCTION tranche_is_determined(in_case uuid, of_ref text, by_name text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT m.outcome = 'complies' FROM milestone m WHERE m.case_id = in_case AND m.name = by_name AND m.ref = of_ref
    ORDER BY m.at DESC LIMIT 1), false)
$$;

CREATE FUNCTION trade_action_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  comes integer;
  given numeric;
  before numeric;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF c.procedure <> 'trade_action' THEN RETURN NEW; END IF;
  IF NEW.name = 'legal_fence' THEN
    IF NEW.office IS DISTINCT FROM counsel_of(c.action_agency) THEN PERFORM refuse('not_counsel'); END IF;
    IF wrote(NEW.person, NEW.case_id) THEN PERFORM refuse('duties_separated'); END IF;
    IF NEW.outcome = 'on_the_record' AND NEW.detail ->> 'record' IS NULL THEN PERFORM refuse('record_not_named'); END IF;
  ELSIF NEW.name = 'options_tabled' THEN
    IF (SELECT count(*) <> count(DISTINCT lower(btrim(o))) FROM unnest(ARRAY[NEW.detail ->> 'option_a', NEW.detail ->> 'option_b',
        NEW.detail ->> 'option_c']) o WHERE o IS NOT NULL) THEN
      PERFORM refuse('options_alike');
    END IF;
  ELSIF NEW.name = 'notice_published' THEN
    IF NOT EXISTS (SELECT FROM milestone m WHERE m.case_id = NEW.case_id AND m.name = 'consultation_offered') THEN
      PERFORM refuse('partner_not_told');
    END IF;
  ELSIF NEW.name LIKE 'tranche_%' THEN
    comes := next_tranche(NEW.case_id);
    IF NEW.ref <> 'tranche-' || comes THEN PERFORM refuse('not_the_next_tranche'); END IF;
    IF NEW.name <> 'tranche_released' THEN
      IF comes = 1 THEN PERFORM refuse('keys_cover_the_first'); END IF;
      -- Each key by a human of its own, whatever offices one of them holds.
      IF EXISTS (SELECT FROM milestone m WHERE m.case_id = NEW.case_id AND m.ref = NEW.ref AND m.person = NEW.person
          AND m.name LIKE 'tranche_determined_%' AND m.name <> NEW.name) THEN
        PERFORM refuse('duties_separated');
      END IF;
      RETURN NEW;
    END IF;
    IF sec.lever_state(NEW.case_id) = 'pending' THEN PERFORM refuse('coordination_pending'); END IF;
    IF comes > 1 AND NOT (tranche_is_determined(NEW.case_id, NEW.ref, 'tranche_determined_state')
        AND tranche_is_determined(NEW.case_id, NEW.ref, 'tranche_determined_commerce')) THEN
      PERFORM refuse('determination_missing');
    END IF;
    IF coalesce(NEW.detail ->> 'share', '') !~ '^[1-9][0-9]{0,2}$' THEN PERFORM refuse('share_out_of_range'); END IF;
    given := (NEW.detail ->> 'share')::numeric;
    SELECT coalesce(sum((m.detail ->> 'share')::numeric), 0) INTO before FROM milestone m
      WHERE m.case_id = NEW.case_id AND m.name = 'tranche_released';
    IF before + given > 100 THEN PERFORM refuse('share_out_of_range'); END IF;
    IF before + given > 50 AND sec.lever_state(NEW.case_id) = 'certified' THEN PERFORM refuse('allocation_halved'); END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_trade_action BEFORE INSERT ON milestone FOR EACH ROW EXECUTE FUNCTION trade_action_gate();

-- What is published is told to the partner first, in those very words.
CREATE FUNCTION notice_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NEW.channel = 'public_notice' AND EXISTS (SELECT FROM case_file WHERE id = NEW.case_id AND procedure = 'trade_action')
     AND NOT EXISTS (SELECT FROM milestone m WHERE m.case_id = NEW.case_id AND m.name = 'partner_told'
       AND (m.version, m.digest) = (NEW.version, NEW.digest)) THEN
    PERFORM refuse('partner_not_told');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_trade_action BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION notice_gate();
