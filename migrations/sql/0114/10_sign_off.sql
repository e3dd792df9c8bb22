-- A sign-off is what happens most; its triggers ask in as few statements as they can, and refuse what they refused.

-- The hash's words are read when this is made, so that no session's settings can change them.
CREATE OR REPLACE FUNCTION ledger_hash(prev bytea, case_id uuid, seq integer, at timestamptz, actor uuid, kind text, body text)
RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(prev || convert_to(concat_ws('|', case_id::text, seq::text,
  to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), coalesce(actor::text, 'time'), kind, body), 'UTF8'));

CREATE OR REPLACE FUNCTION record_fact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET timezone = 'UTC' SET bytea_output = 'hex' SET search_path = pg_catalog, public, sec, pg_temp
  SET standard_conforming_strings = on AS $$
DECLARE
  c record;
  kept text;
  chained bytea;
BEGIN
  SELECT who.person, k.ledger_seq + 1 AS seq, k.ledger_head AS head,
      greatest(sec.now(), k.last_at + interval '1 microsecond') AS at
    INTO c FROM sec.context who, case_file k WHERE who.xid = pg_current_xact_id_if_assigned() AND k.id = NEW.case_id
     AND (who.is_time OR k.level <= who.level AND CASE WHEN k.need_to_know IS NULL THEN who.watches OR k.access && who.agencies
       ELSE k.access && sec.offices() END)
     FOR NO KEY UPDATE OF k;
  IF NOT FOUND THEN
    IF NOT EXISTS (SELECT FROM sec.context WHERE xid = pg_current_xact_id_if_assigned()) THEN
      RAISE EXCEPTION 'no_context' USING ERRCODE = 'OV001';
    END IF;
    RAISE EXCEPTION 'no_such_case' USING ERRCODE = 'OV004';
  END IF;
  NEW.at := c.at;
  NEW.person := c.person;
  IF TG_TABLE_NAME = 'sign_off' THEN NEW.seq := c.seq; END IF;
  kept := CASE WHEN TG_NARGS = 0 THEN to_jsonb(NEW)::text ELSE ledger_body(to_jsonb(NEW), TG_ARGV) END;
  chained := ledger_hash(c.head, NEW.case_id, c.seq, c.at, c.person, TG_TABLE_NAME, kept);
  INSERT INTO ledger VALUES
    (NEW.case_id, c.seq, c.at, c.person, TG_TABLE_NAME, NEW.id::text, kept, c.head, chained);
  UPDATE case_file SET ledger_seq = c.seq, ledger_head = chained, last_at = c.at WHERE id = NEW.case_id;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION note_acting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  moment timestamptz := sec.now();
  held record;
BEGIN
  SELECT a.acting_for, a.grade INTO held FROM sec.context who JOIN appointment a ON a.person = who.person
   WHERE who.xid = pg_current_xact_id_if_assigned() AND a.office = NEW.office AND a.capacity = TG_ARGV[0]
     AND a.valid_from <= moment AND (a.valid_to IS NULL OR a.valid_to > moment)
   ORDER BY (a.acting_for IS NOT NULL), a.grade DESC LIMIT 1;
  NEW.acting_for := held.acting_for;
  IF TG_TABLE_NAME = 'sign_off' THEN NEW.grade := held.grade; END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION wall_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  -- Most cases have taken no step that could wall them off.
  IF EXISTS (SELECT FROM milestone m WHERE m.case_id = NEW.case_id) AND walled(NEW.case_id) THEN
    PERFORM refuse('adjudicative_wall');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION sign_off_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  on_case record;
  c case_file%ROWTYPE;
  r clearance_round%ROWTYPE;
  wrong text;
BEGIN
  -- The latest round names most who may clear; the rest follows from claims.
  SELECT k.level, k.person, (k.head_version, k.head_digest) IS DISTINCT FROM (NEW.version, NEW.digest)
        OR o.version IS DISTINCT FROM NEW.version AS another_text,
      coalesce(NEW.agency = ANY (o.clear_if_affected), false) OR coalesce(NEW.agency = ANY ((SELECT l.must_clear
        FROM clearance_round l WHERE l.case_id = NEW.case_id ORDER BY l.round DESC LIMIT 1)::text[]), false) AS named,
      EXISTS (SELECT FROM release e WHERE e.case_id = NEW.case_id)
        OR EXISTS (SELECT FROM withdrawal w WHERE w.case_id = NEW.case_id) AS ended
    INTO on_case FROM case_file k LEFT JOIN clearance_round o ON o.case_id = k.id AND o.round = NEW.round
   WHERE k.id = NEW.case_id;
  IF on_case.ended THEN PERFORM refuse('case_has_ended'); END IF;
  IF on_case.another_text THEN PERFORM refuse('not_the_current_text'); END IF;
  IF NOT on_case.named AND NOT EXISTS (SELECT FROM must_clear_now(NEW.case_id) m WHERE m = NEW.agency) THEN
    PERFORM refuse('no_clearance_right');
  END IF;
  IF NEW.response = 'cleared_by_default' THEN
    SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
    SELECT * INTO r FROM clearance_round WHERE case_id = NEW.case_id AND round = NEW.round;
    PERFORM default_clearance_gate(NEW, c, r);
    IF split_is_open(NEW.case_id) THEN PERFORM refuse('split_open'); END IF;
    IF critical_comment_is_open(NEW.case_id, NEW.version) THEN PERFORM refuse('critical_comment_open'); END IF;
    RETURN NEW;
  END IF;
  IF NOT appointed(NEW.person, NEW.office, NEW.agency, 'coordinator', NEW.at) THEN PERFORM refuse('not_coordinator'); END IF;
  SELECT CASE
      WHEN p.level < on_case.level THEN 'not_cleared_for_text'
      WHEN p.id = on_case.person
        OR EXISTS (SELECT FROM text_version v WHERE v.case_id = NEW.case_id AND v.person = p.id)
        OR EXISTS (SELECT FROM clearance_round o WHERE o.case_id = NEW.case_id AND o.person = p.id)
        OR EXISTS (SELECT FROM approval a WHERE a.case_id = NEW.case_id AND a.person = p.id) THEN 'duties_separated'
      WHEN EXISTS (SELECT FROM sign_off s WHERE s.case_id = NEW.case_id AND s.person = p.id AND s.agency <> NEW.agency)
        OR EXISTS (SELECT FROM office_clearance o WHERE o.case_id = NEW.case_id AND o.person = p.id) THEN 'one_human_one_seat'
    END INTO wrong FROM person p WHERE p.id = NEW.person;
  IF wrong IS NOT NULL THEN PERFORM refuse(wrong); END IF;
  RETURN NEW;
END $$;
DROP TRIGGER c_gate ON sign_off;
DROP FUNCTION sign_off_second_gate;

CREATE OR REPLACE FUNCTION entry_has_fact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  there boolean;
BEGIN
  IF NEW.kind = 'sign_off' THEN -- the one that is written most has a statement of its own, which stays prepared
    there := EXISTS (SELECT FROM sign_off f WHERE f.id = NEW.fact_id::uuid);
  ELSE
    EXECUTE format('SELECT EXISTS (SELECT FROM %I f WHERE f.id = $1::uuid)', NEW.kind) INTO there USING NEW.fact_id;
  END IF;
  IF NOT there THEN RAISE EXCEPTION 'entry_without_fact' USING ERRCODE = 'OV003'; END IF;
  RETURN NULL;
END $$;

-- An answer is kept as it was given: pressing some kilobytes together costs more than writing them.
ALTER TABLE answer SET (toast_tuple_target = 8160);
