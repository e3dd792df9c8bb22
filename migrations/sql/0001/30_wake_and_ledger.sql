---------------------------------------------------------------- the wake
-- One row a case that its workflow has to look at; n tells whether more came while it was being woken.
CREATE TABLE wake (
  case_id uuid PRIMARY KEY REFERENCES case_file,
  n bigint NOT NULL DEFAULT 1,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);

CREATE FUNCTION wake_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  -- What time itself did needs no wake: the workflow that did it looks again.
  IF EXISTS (SELECT FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() AND is_time) THEN
    RETURN NULL;
  END IF;
  INSERT INTO wake (case_id) VALUES (NEW.id)
    ON CONFLICT (case_id) DO UPDATE SET n = wake.n + 1, at = clock_timestamp();
  PERFORM pg_notify('wake', NEW.id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER wake_on_opening AFTER INSERT ON case_file FOR EACH ROW EXECUTE FUNCTION wake_case();
CREATE TRIGGER wake_on_change AFTER UPDATE OF stage, due_key, due_at, suspense ON case_file FOR EACH ROW
  WHEN ((OLD.stage, OLD.due_key, OLD.due_at, OLD.suspense)
        IS DISTINCT FROM (NEW.stage, NEW.due_key, NEW.due_at, NEW.suspense))
  EXECUTE FUNCTION wake_case();

---------------------------------------------------------------- the ledger
CREATE FUNCTION ledger_hash(prev bytea, case_id uuid, seq integer, at timestamptz, actor uuid, kind text, body text)
RETURNS bytea LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256(prev || convert_to(concat_ws('|', case_id::text, seq::text,
    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), coalesce(actor::text, 'time'), kind, body), 'UTF8'))
$$;

-- What the ledger keeps of a row: all of it, but content columns (named by the trigger) only as SHA-256.
CREATE FUNCTION ledger_body(fact jsonb, content text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE
  SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  col text;
BEGIN
  FOREACH col IN ARRAY content LOOP
    fact := (fact - col) || jsonb_build_object(col || '_sha256',
      CASE WHEN fact ->> col IS NULL THEN NULL ELSE encode(sha256(convert_to(fact ->> col, 'UTF8')), 'hex') END);
  END LOOP;
  RETURN fact::text;
END $$;

-- Every fact passes here: it is stamped with the person and the instant, chained into the case's ledger, and
-- moves the ledger's head on the case's row, so that any two facts of one case conflict at every isolation level.
-- A case hidden from the person is answered like one that is not there, and its row is not waited for.
CREATE FUNCTION record_fact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET timezone = 'UTC' SET bytea_output = 'hex' SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  who sec.context%ROWTYPE;
  c record;
  kept text;
  chained bytea;
BEGIN
  SELECT * INTO who FROM sec.context WHERE xid = pg_current_xact_id_if_assigned();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no_context' USING ERRCODE = 'OV001';
  END IF;
  SELECT ledger_seq + 1 AS seq, ledger_head AS head, greatest(sec.now(), last_at + interval '1 microsecond') AS at
    INTO c FROM case_file WHERE id = NEW.case_id
     AND (who.is_time OR level <= who.level AND (who.watches OR access && who.agencies))
     FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no_such_case' USING ERRCODE = 'OV004';
  END IF;
  NEW.at := c.at;
  NEW.person := who.person;
  IF TG_TABLE_NAME = 'sign_off' THEN NEW.seq := c.seq; END IF;
  kept := ledger_body(to_jsonb(NEW), coalesce(TG_ARGV, '{}'));
  chained := ledger_hash(c.head, NEW.case_id, c.seq, c.at, who.person, TG_TABLE_NAME, kept);
  INSERT INTO ledger VALUES
    (NEW.case_id, c.seq, c.at, who.person, TG_TABLE_NAME, NEW.id::text, kept, c.head, chained);
  UPDATE case_file SET ledger_seq = c.seq, ledger_head = chained, last_at = c.at WHERE id = NEW.case_id;
  RETURN NEW;
END $$;

CREATE FUNCTION record_opening() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET timezone = 'UTC' SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  kept text;
BEGIN
  NEW.person := sec.person();
  IF NEW.person IS NULL THEN
    RAISE EXCEPTION 'no_context' USING ERRCODE = 'OV001';
  END IF;
  NEW.at := sec.now();
  -- A mandate hidden from the person is answered like one that is not there.
  IF NOT EXISTS (SELECT FROM mandate m WHERE m.edition_id = NEW.edition_id AND m.code = NEW.mandate
      AND m.level <= sec.level() AND NEW.procedure = ANY (m.procedure || m.also)
      AND (m.action_agency, m.action_office) = (NEW.action_agency, NEW.action_office)) THEN
    PERFORM refuse('not_as_mandated');
  END IF;
  IF NOT appointed(NEW.person, NEW.action_office, NEW.action_agency, 'action_officer', NEW.at) THEN
    PERFORM refuse('not_action_office');
  END IF;
  NEW.access := ARRAY[NEW.action_agency];
  SELECT coalesce(jsonb_object_agg(e.agency, e.clearance_right), '{}') INTO NEW.equities
    FROM mandate_equity e WHERE e.edition_id = NEW.edition_id AND e.mandate = NEW.mandate;
  NEW.head_version := 0;
  NEW.head_digest := NULL;
  NEW.last_at := NEW.at;
  NEW.ledger_seq := 1;
  kept := ledger_body(to_jsonb(NEW) - ARRAY['ledger_seq', 'ledger_head', 'last_at', 'stage', 'due_key', 'due_at',
    'suspense', 'head_version', 'head_digest', 'access'], ARRAY['title']);
  NEW.ledger_head := ledger_hash('\x', NEW.id, 1, NEW.at, NEW.person, 'case_file', kept);
  INSERT INTO ledger VALUES (NEW.id, 1, NEW.at, NEW.person, 'case_file', NEW.id::text, kept, '\x', NEW.ledger_head);
  RETURN NEW;
END $$;
CREATE TRIGGER a_record BEFORE INSERT ON case_file FOR EACH ROW EXECUTE FUNCTION record_opening();

CREATE TRIGGER a_record BEFORE INSERT ON text_version FOR EACH ROW
  EXECUTE FUNCTION record_fact('canonical', 'note', 'equities');
CREATE TRIGGER a_record BEFORE INSERT ON clearance_round FOR EACH ROW EXECUTE FUNCTION record_fact('short_fuse_reason');
CREATE TRIGGER a_record BEFORE INSERT ON sign_off FOR EACH ROW EXECUTE FUNCTION record_fact();
CREATE TRIGGER a_record BEFORE INSERT ON comment FOR EACH ROW EXECUTE FUNCTION record_fact('text', 'proposed');
CREATE TRIGGER a_record BEFORE INSERT ON comment_disposition FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON hold FOR EACH ROW EXECUTE FUNCTION record_fact('reason', 'lifts_when');
CREATE TRIGGER a_record BEFORE INSERT ON hold_end FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON approval FOR EACH ROW EXECUTE FUNCTION record_fact();
CREATE TRIGGER a_record BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION record_fact();
CREATE TRIGGER a_record BEFORE INSERT ON milestone FOR EACH ROW EXECUTE FUNCTION record_fact('note', 'detail');
CREATE TRIGGER a_record BEFORE INSERT ON withdrawal FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON recall FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON extension FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON receipt FOR EACH ROW EXECUTE FUNCTION record_fact();
CREATE TRIGGER a_record BEFORE INSERT ON hold_extension FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON equity_act FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON carry_over FOR EACH ROW EXECUTE FUNCTION record_fact();
CREATE TRIGGER a_record BEFORE INSERT ON split FOR EACH ROW EXECUTE FUNCTION record_fact('question');
CREATE TRIGGER a_record BEFORE INSERT ON split_position FOR EACH ROW EXECUTE FUNCTION record_fact('recommendation', 'alternative');
CREATE TRIGGER a_record BEFORE INSERT ON split_move FOR EACH ROW EXECUTE FUNCTION record_fact();
CREATE TRIGGER a_record BEFORE INSERT ON ruling FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON reclama FOR EACH ROW EXECUTE FUNCTION record_fact('argument');
CREATE TRIGGER a_record BEFORE INSERT ON send_back FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON transfer_answer FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON time_act FOR EACH ROW EXECUTE FUNCTION record_fact();

CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'facts_never_change' USING ERRCODE = 'OV002';
END $$;
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['ledger', 'text_version', 'clearance_round', 'sign_off', 'comment', 'comment_disposition',
    'hold', 'hold_end', 'approval', 'release', 'milestone', 'withdrawal', 'recall', 'time_act',
    'extension', 'receipt', 'hold_extension', 'equity_act',
    'carry_over', 'split', 'split_position', 'split_move', 'ruling', 'reclama', 'send_back', 'transfer', 'transfer_answer'] LOOP
    EXECUTE format('CREATE TRIGGER never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()', t);
  END LOOP;
END $$;


-- In what capacity somebody acted for somebody else, and with what grade: taken from the appointment by the database itself.
-- The name puts it before a_record, so that the ledger has it too.
CREATE FUNCTION note_acting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  by_acting uuid;
  by_grade smallint;
BEGIN
  SELECT a.acting_for, a.grade INTO by_acting, by_grade FROM appointment a
   WHERE a.person = sec.person() AND a.office = NEW.office AND a.capacity = TG_ARGV[0]
     AND a.valid_from <= sec.now() AND (a.valid_to IS NULL OR a.valid_to > sec.now())
   ORDER BY (a.acting_for IS NOT NULL), a.grade DESC LIMIT 1;
  NEW.acting_for := by_acting;
  IF TG_TABLE_NAME = 'sign_off' THEN NEW.grade := by_grade; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_note_acting BEFORE INSERT ON sign_off FOR EACH ROW EXECUTE FUNCTION note_acting('coordinator');
CREATE TRIGGER a_note_acting BEFORE INSERT ON approval FOR EACH ROW EXECUTE FUNCTION note_acting('approver');
CREATE TRIGGER a_note_acting BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION note_acting('releaser');
