-- The facts of cases, the fences around them, and the gate in front of release.
-- Roles (onevoice_owner, _app, _worker, _verifier) exist before this runs: embedded/roles.sql.

CREATE SCHEMA sec;
-- What runs with its owner's rights names pg_temp at the end of its search_path: unnamed, it comes first, and a
-- caller's temporary tables and types would be taken for ours.

---------------------------------------------------------------- time
-- One clock for all facts. The shift is zero except in exercises and tests; `onevoice verify` tells when it is not.
CREATE TABLE sec.clock (
  only_row boolean PRIMARY KEY DEFAULT true CONSTRAINT clock_one_row CHECK (only_row),
  shift interval NOT NULL DEFAULT '0'
);
INSERT INTO sec.clock DEFAULT VALUES;

CREATE FUNCTION sec.now() RETURNS timestamptz LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$ SELECT clock_timestamp() + shift FROM sec.clock $$;

---------------------------------------------------------------- agencies, directives, mandates
CREATE TABLE agency (
  code text PRIMARY KEY CONSTRAINT agency_code_form CHECK (code ~ '^[a-z][a-z0-9-]*$'),
  name text NOT NULL,
  short text NOT NULL,
  kind text NOT NULL
);

CREATE TABLE directive_edition (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  directive text NOT NULL,
  edition integer NOT NULL,
  sha256 text NOT NULL,
  dated date NOT NULL,
  handling_note text NOT NULL,
  control jsonb NOT NULL,
  loaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT directive_edition_number UNIQUE (directive, edition),
  CONSTRAINT directive_edition_content UNIQUE (directive, sha256)
);

-- Title (code TITLE) and preamble (code PRE) are rows here too: each has its own mark.
CREATE TABLE clause (
  edition_id uuid NOT NULL REFERENCES directive_edition,
  code text NOT NULL,
  ordinal integer NOT NULL,
  section text NOT NULL,
  level smallint NOT NULL CONSTRAINT clause_level CHECK (level BETWEEN 0 AND 3),
  summary text NOT NULL,
  PRIMARY KEY (edition_id, code)
);

CREATE TABLE mandate (
  edition_id uuid NOT NULL REFERENCES directive_edition,
  code text NOT NULL,
  title text NOT NULL,
  level smallint NOT NULL CONSTRAINT mandate_level CHECK (level BETWEEN 0 AND 3),
  clauses text[] NOT NULL,
  procedure text NOT NULL,
  also text[] NOT NULL,
  counterpart text NOT NULL,
  issue text NOT NULL,
  action_agency text NOT NULL REFERENCES agency,
  action_office text NOT NULL,
  cadence text,
  guardrails text[] NOT NULL,
  channels text[] NOT NULL,
  deadlines jsonb NOT NULL,
  reasoning text NOT NULL,
  confidence text NOT NULL,
  PRIMARY KEY (edition_id, code)
);

CREATE TABLE mandate_equity (
  edition_id uuid NOT NULL,
  mandate text NOT NULL,
  agency text NOT NULL REFERENCES agency,
  clearance_right text NOT NULL
    CONSTRAINT mandate_equity_right CHECK (clearance_right IN ('must_clear', 'clear_if_affected', 'info')),
  PRIMARY KEY (edition_id, mandate, agency),
  CONSTRAINT mandate_equity_mandate FOREIGN KEY (edition_id, mandate) REFERENCES mandate (edition_id, code)
);

---------------------------------------------------------------- people
CREATE TABLE office (
  code text PRIMARY KEY,
  agency text NOT NULL REFERENCES agency,
  name text NOT NULL
);

CREATE TABLE person (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  subject text NOT NULL CONSTRAINT person_subject UNIQUE,
  name text NOT NULL,
  level smallint NOT NULL CONSTRAINT person_level CHECK (level BETWEEN 0 AND 3),
  active boolean NOT NULL DEFAULT true
);

CREATE TABLE appointment (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL REFERENCES office,
  capacity text NOT NULL CONSTRAINT appointment_capacity CHECK (capacity IN
    ('action_officer', 'coordinator', 'approver', 'releaser', 'post', 'nsc_staff', 'apnsa', 'auditor')),
  valid_from timestamptz NOT NULL,
  valid_to timestamptz,
  CONSTRAINT appointment_period CHECK (valid_to IS NULL OR valid_to > valid_from),
  CONSTRAINT appointment_once UNIQUE (person, office, capacity, valid_from)
);

---------------------------------------------------------------- whom a transaction is for
-- A row says for whom the transaction with that id is. Only sec.enter and sec.enter_time write it, and it goes
-- away at commit. They refuse where the transaction has an id already, and give it one: so SQL that slips in later
-- cannot become somebody else, neither by going back to a savepoint nor by SET CONSTRAINTS, which both remove the row.
CREATE UNLOGGED TABLE sec.context (
  xid xid8 PRIMARY KEY,
  person uuid,
  level smallint NOT NULL,
  agencies text[] NOT NULL,
  watches boolean NOT NULL,
  is_time boolean NOT NULL
);

CREATE FUNCTION sec.leave() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM sec.context WHERE xid = NEW.xid;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER leave_at_commit AFTER INSERT ON sec.context
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sec.leave();

CREATE FUNCTION sec.must_be_first() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
    RAISE EXCEPTION 'already_entered' USING ERRCODE = 'OV001';
  END IF;
END $$;

CREATE FUNCTION sec.person() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
  $$ SELECT person FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() $$;
CREATE FUNCTION sec.level() RETURNS smallint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
  $$ SELECT level FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() $$;
CREATE FUNCTION sec.agencies() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
  $$ SELECT agencies FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() $$;
CREATE FUNCTION sec.watches() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
  $$ SELECT watches FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() $$;

---------------------------------------------------------------- answers already given
CREATE TABLE answer (
  person uuid NOT NULL REFERENCES person,
  key text NOT NULL CONSTRAINT answer_key_length CHECK (length(key) BETWEEN 1 AND 255),
  route text NOT NULL,
  body_sha256 bytea NOT NULL,
  status smallint NOT NULL,
  body text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (person, key)
);

-- Enter the transaction as one person. With an idempotency key, wait for whoever is answering it just now and
-- hand back what was answered before. No row: nobody by that name.
CREATE FUNCTION sec.enter(who text, idempotency_key text DEFAULT NULL)
RETURNS TABLE (id uuid, clearance smallint, name text, appointments jsonb,
               answered_route text, answered_sha256 bytea, answered_status smallint, answered_body text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
#variable_conflict use_column
DECLARE
  p person%ROWTYPE;
  held jsonb;
  codes text[];
  watching boolean;
BEGIN
  PERFORM sec.must_be_first();
  SELECT * INTO p FROM person WHERE subject = who AND active;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT coalesce(jsonb_agg(jsonb_build_object('office', a.office, 'agency', o.agency, 'capacity', a.capacity)
                            ORDER BY a.valid_from, a.office, a.capacity), '[]'),
         coalesce(array_agg(DISTINCT o.agency), '{}'),
         coalesce(bool_or(a.capacity IN ('nsc_staff', 'apnsa', 'auditor')), false)
    INTO held, codes, watching
    FROM appointment a JOIN office o ON o.code = a.office
   WHERE a.person = p.id AND a.valid_from <= sec.now() AND (a.valid_to IS NULL OR a.valid_to > sec.now());
  INSERT INTO sec.context VALUES (pg_current_xact_id(), p.id, p.level, codes, watching, false);
  IF idempotency_key IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(p.id::text || idempotency_key, 0));
  END IF;
  RETURN QUERY SELECT p.id, p.level, p.name, held, w.route, w.body_sha256, w.status, w.body
    FROM (SELECT 1) one LEFT JOIN answer w ON w.person = p.id AND w.key = idempotency_key;
END $$;

CREATE FUNCTION sec.enter_time() RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM sec.must_be_first();
  INSERT INTO sec.context VALUES (pg_current_xact_id(), NULL, 0, '{}', false, true);
END $$;

---------------------------------------------------------------- cases and their facts
CREATE TABLE case_file (
  id uuid PRIMARY KEY,
  number text NOT NULL,
  edition_id uuid NOT NULL,
  mandate text NOT NULL,
  procedure text NOT NULL,
  title text NOT NULL,
  level smallint NOT NULL CONSTRAINT case_level CHECK (level BETWEEN 0 AND 3),
  action_agency text NOT NULL REFERENCES agency,
  action_office text NOT NULL,
  person uuid NOT NULL REFERENCES person,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  access text[] NOT NULL,
  equities jsonb NOT NULL,
  stage text NOT NULL,
  due_key text,
  due_at timestamptz,
  suspense timestamptz,
  head_version integer NOT NULL DEFAULT 0,
  head_digest text,
  ledger_seq integer NOT NULL DEFAULT 0,
  ledger_head bytea NOT NULL DEFAULT '\x',
  last_at timestamptz NOT NULL DEFAULT '-infinity',
  CONSTRAINT case_mandate FOREIGN KEY (edition_id, mandate) REFERENCES mandate (edition_id, code)
) WITH (fillfactor = 60);
CREATE INDEX case_file_open ON case_file (stage, id);
CREATE INDEX case_file_mandate ON case_file (mandate, id);
CREATE INDEX case_file_access ON case_file USING gin (access);

CREATE TABLE ledger (
  case_id uuid NOT NULL CONSTRAINT ledger_case REFERENCES case_file DEFERRABLE INITIALLY DEFERRED,
  seq integer NOT NULL,
  at timestamptz NOT NULL,
  actor uuid,
  kind text NOT NULL,
  fact_id text NOT NULL,
  body text NOT NULL,
  prev bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (case_id, seq)
);
CREATE UNIQUE INDEX ledger_fact ON ledger (kind, fact_id);

CREATE TABLE text_version (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT text_version_id UNIQUE,
  case_id uuid NOT NULL REFERENCES case_file,
  version integer NOT NULL,
  digest text NOT NULL CONSTRAINT text_version_digest_form CHECK (digest ~ '^[0-9a-f]{64}$'),
  canonical bytea NOT NULL,
  equities jsonb NOT NULL,
  note text NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, version),
  CONSTRAINT text_version_exact UNIQUE (case_id, version, digest),
  CONSTRAINT text_version_digest CHECK (digest = encode(sha256(canonical), 'hex'))
);

CREATE TABLE clearance_round (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT clearance_round_id UNIQUE,
  case_id uuid NOT NULL,
  round integer NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  must_clear text[] NOT NULL CONSTRAINT round_has_clearers CHECK (cardinality(must_clear) > 0),
  clear_if_affected text[] NOT NULL,
  info text[] NOT NULL,
  precedence text NOT NULL CONSTRAINT round_precedence
    CHECK (precedence IN ('routine', 'priority', 'immediate', 'flash')),
  suspense timestamptz NOT NULL,
  short_fuse_reason text,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, round),
  CONSTRAINT round_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest),
  CONSTRAINT round_once_a_version UNIQUE (case_id, version)
);

CREATE TABLE sign_off (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL,
  round integer NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  agency text NOT NULL REFERENCES agency,
  response text NOT NULL CONSTRAINT sign_off_response
    CHECK (response IN ('concur', 'concur_with_comment', 'nonconcur', 'no_equity', 'cleared_by_default')),
  person uuid REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  seq integer NOT NULL,
  CONSTRAINT sign_off_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest),
  CONSTRAINT sign_off_round FOREIGN KEY (case_id, round) REFERENCES clearance_round (case_id, round),
  CONSTRAINT sign_off_by_person CHECK ((person IS NULL) = (response = 'cleared_by_default'))
);
CREATE INDEX sign_off_case ON sign_off (case_id, seq);

CREATE TABLE comment (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  sign_off uuid NOT NULL REFERENCES sign_off,
  version integer NOT NULL,
  agency text NOT NULL,
  kind text NOT NULL CONSTRAINT comment_kind CHECK (kind IN ('critical', 'substantive', 'administrative')),
  paragraph integer,
  text text NOT NULL,
  proposed text,
  ground text CONSTRAINT comment_ground CHECK (ground IN ('law', 'policy', 'risk', 'waste', 'burden')),
  person uuid NOT NULL REFERENCES person,
  at timestamptz NOT NULL,
  CONSTRAINT comment_critical_ground CHECK (kind <> 'critical' OR ground IS NOT NULL)
);
CREATE INDEX comment_case ON comment (case_id, at);

CREATE TABLE comment_disposition (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  comment uuid NOT NULL REFERENCES comment,
  disposition text NOT NULL CONSTRAINT disposition_word
    CHECK (disposition IN ('accepted', 'partially_accepted', 'rejected')),
  reason text NOT NULL CONSTRAINT disposition_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX comment_disposition_case ON comment_disposition (case_id, at);

CREATE TABLE hold (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  agency text NOT NULL REFERENCES agency,
  kind text NOT NULL CONSTRAINT hold_kind CHECK (kind IN ('legal', 'policy', 'intelligence', 'sequencing')),
  reason text NOT NULL CONSTRAINT hold_reason CHECK (reason <> ''),
  lifts_when text NOT NULL,
  until timestamptz NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX hold_case ON hold (case_id);

CREATE TABLE hold_end (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  hold uuid NOT NULL CONSTRAINT hold_ends_once UNIQUE REFERENCES hold,
  how text NOT NULL CONSTRAINT hold_end_how CHECK (how IN ('lifted', 'lapsed')),
  reason text NOT NULL,
  person uuid REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT hold_end_by CHECK ((person IS NULL) = (how = 'lapsed'))
);

CREATE TABLE approval (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT approval_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest)
);
CREATE INDEX approval_case ON approval (case_id);

CREATE TABLE release (
  id uuid NOT NULL CONSTRAINT release_id UNIQUE,
  case_id uuid PRIMARY KEY,
  version integer NOT NULL,
  digest text NOT NULL,
  channel text NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT release_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest)
);

CREATE TABLE milestone (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  name text NOT NULL,
  happened_at timestamptz NOT NULL,
  note text NOT NULL,
  detail jsonb NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE UNIQUE INDEX milestone_once ON milestone (case_id, name) WHERE name <> 'deferred';

CREATE TABLE withdrawal (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT withdrawal_id UNIQUE,
  case_id uuid PRIMARY KEY REFERENCES case_file,
  reason text NOT NULL CONSTRAINT withdrawal_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);

CREATE TABLE recall (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT recall_id UNIQUE,
  case_id uuid PRIMARY KEY REFERENCES release (case_id),
  reason text NOT NULL CONSTRAINT recall_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);

CREATE TABLE time_act (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT time_act_id UNIQUE,
  case_id uuid NOT NULL REFERENCES case_file,
  key text NOT NULL,
  due_at timestamptz NOT NULL,
  person uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, key),
  CONSTRAINT time_act_not_before_due CHECK (at >= due_at)
);

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
    'hold', 'hold_end', 'approval', 'release', 'milestone', 'withdrawal', 'recall', 'time_act'] LOOP
    EXECUTE format('CREATE TRIGGER never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()', t);
  END LOOP;
END $$;

---------------------------------------------------------------- the gate
CREATE FUNCTION refuse(why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', why USING ERRCODE = 'OV003';
END $$;

CREATE FUNCTION appointed(who uuid, in_office text, for_agency text, as_capacity text, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM appointment a JOIN office o ON o.code = a.office JOIN person p ON p.id = a.person
    WHERE a.person = who AND p.active AND a.office = in_office AND o.agency = for_agency AND a.capacity = as_capacity
      AND a.valid_from <= at AND (a.valid_to IS NULL OR a.valid_to > at))
$$;

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
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM case_file c WHERE c.id = in_case AND c.action_office = in_office
    AND appointed(who, in_office, c.action_agency, 'action_officer', moment))
$$;

CREATE FUNCTION gone_out_or_withdrawn(in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM release WHERE case_id = in_case) OR EXISTS (SELECT FROM withdrawal WHERE case_id = in_case)
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
  IF NOT NEW.agency = ANY (r.must_clear || r.clear_if_affected) THEN PERFORM refuse('no_clearance_right'); END IF;
  IF NEW.person IS NULL THEN PERFORM refuse('default_clearance_not_announced'); END IF;
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
  IF NEW.person IS NULL AND NEW.at < h.until THEN PERFORM refuse('hold_not_lapsed'); END IF;
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
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF EXISTS (SELECT FROM withdrawal WHERE case_id = NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF (c.head_version, c.head_digest) IS DISTINCT FROM (NEW.version, NEW.digest) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  SELECT * INTO r FROM clearance_round WHERE case_id = NEW.case_id AND version = NEW.version;
  IF NOT FOUND THEN PERFORM refuse('not_circulated'); END IF;
  IF EXISTS (SELECT FROM jsonb_each_text(c.equities) e (agency, clearance_right)
             WHERE e.clearance_right = 'must_clear' AND NOT e.agency = ANY (r.must_clear))
     OR EXISTS (SELECT FROM text_version v, jsonb_array_elements(v.equities) paragraph,
                  jsonb_array_elements_text(paragraph) e (agency)
                WHERE v.case_id = NEW.case_id AND v.version = NEW.version AND NOT e.agency = ANY (r.must_clear)) THEN
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
  IF TG_TABLE_NAME = 'recall'
     AND EXISTS (SELECT FROM milestone WHERE case_id = NEW.case_id AND name = 'delivered') THEN
    PERFORM refuse('already_delivered');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON milestone FOR EACH ROW EXECUTE FUNCTION after_release_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON recall FOR EACH ROW EXECUTE FUNCTION after_release_gate();

---------------------------------------------------------------- the second fence: row-level security
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agency', 'directive_edition', 'clause', 'mandate', 'mandate_equity', 'office', 'person',
    'appointment', 'answer', 'case_file', 'ledger', 'text_version', 'clearance_round', 'sign_off', 'comment',
    'comment_disposition', 'hold', 'hold_end', 'approval', 'release', 'milestone', 'withdrawal', 'recall', 'time_act',
    'wake'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    -- The owner acts through the functions above and in migrations; nobody signs in as the owner to work on cases.
    EXECUTE format('CREATE POLICY owner_all ON %I TO onevoice_owner USING (true) WITH CHECK (true)', t);
    IF t <> 'answer' THEN
      EXECUTE format('CREATE POLICY verifier_reads ON %I FOR SELECT TO onevoice_verifier USING (true)', t);
      EXECUTE format('GRANT SELECT ON %I TO onevoice_verifier', t);
    END IF;
  END LOOP;

  -- Anyone who has entered may read what carries no classification of its own.
  FOREACH t IN ARRAY ARRAY['agency', 'directive_edition', 'office', 'person', 'appointment', 'mandate_equity'] LOOP
    EXECUTE format('CREATE POLICY entered ON %I FOR SELECT TO onevoice_app USING ((SELECT sec.person()) IS NOT NULL)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['clause', 'mandate'] LOOP
    EXECUTE format('CREATE POLICY by_level ON %I FOR SELECT TO onevoice_app USING (level <= (SELECT sec.level()))', t);
    EXECUTE format('GRANT SELECT ON %I TO onevoice_app', t);
  END LOOP;

  -- What belongs to a case is seen by whoever sees the case.
  FOREACH t IN ARRAY ARRAY['ledger', 'text_version', 'clearance_round', 'sign_off', 'comment', 'comment_disposition',
    'hold', 'hold_end', 'approval', 'release', 'milestone', 'withdrawal', 'recall', 'time_act'] LOOP
    EXECUTE format('CREATE POLICY with_case ON %I FOR SELECT TO onevoice_app
                    USING (EXISTS (SELECT FROM case_file c WHERE c.id = case_id))', t);
    EXECUTE format('GRANT SELECT ON %I TO onevoice_app', t);
    EXECUTE format('CREATE POLICY time_sees ON %I FOR SELECT TO onevoice_worker USING (true)', t);
    IF t NOT IN ('ledger', 'time_act') THEN
      EXECUTE format('CREATE POLICY with_case_in ON %I FOR INSERT TO onevoice_app
                      WITH CHECK (EXISTS (SELECT FROM case_file c WHERE c.id = case_id))', t);
      EXECUTE format('GRANT INSERT ON %I TO onevoice_app', t);
    END IF;
  END LOOP;
END $$;

-- An equity under a mandate that is hidden from you is hidden too.
DROP POLICY entered ON mandate_equity;
CREATE POLICY with_mandate ON mandate_equity FOR SELECT TO onevoice_app
  USING (EXISTS (SELECT FROM mandate m WHERE m.edition_id = mandate_equity.edition_id AND m.code = mandate_equity.mandate));

CREATE POLICY by_level_and_list ON case_file FOR SELECT TO onevoice_app USING (
  level <= (SELECT sec.level()) AND ((SELECT sec.watches()) OR access && (SELECT sec.agencies())));
CREATE POLICY by_level_and_list_in ON case_file FOR INSERT TO onevoice_app WITH CHECK (
  level <= (SELECT sec.level()) AND action_agency = ANY ((SELECT sec.agencies())::text[]));
CREATE POLICY by_level_and_list_up ON case_file FOR UPDATE TO onevoice_app USING (
  level <= (SELECT sec.level()) AND ((SELECT sec.watches()) OR access && (SELECT sec.agencies())));
CREATE POLICY own_answers ON answer FOR ALL TO onevoice_app
  USING (person = (SELECT sec.person())) WITH CHECK (person = (SELECT sec.person()));
CREATE POLICY time_sees ON case_file FOR SELECT TO onevoice_worker USING (true);
CREATE POLICY time_moves ON case_file FOR UPDATE TO onevoice_worker USING (true);
CREATE POLICY time_acts ON time_act FOR INSERT TO onevoice_worker WITH CHECK (true);
CREATE POLICY time_wakes ON wake FOR ALL TO onevoice_worker USING (true) WITH CHECK (true);

GRANT USAGE ON SCHEMA public, sec TO onevoice_app, onevoice_worker, onevoice_verifier;
GRANT SELECT ON agency, directive_edition, office, appointment, mandate_equity TO onevoice_app;
GRANT SELECT (id, subject, name, active) ON person TO onevoice_app;
GRANT SELECT, INSERT ON answer TO onevoice_app;
GRANT SELECT, INSERT, UPDATE (stage, due_key, due_at, suspense) ON case_file TO onevoice_app;
GRANT SELECT ON sec.clock TO onevoice_verifier;

-- Time sees facts, never words: no column with a title, a text, a comment, a reason or a name is granted to it.
GRANT SELECT (id, edition_id, mandate, procedure, level, action_agency, action_office, person, at, equities, stage, due_key,
  due_at, suspense, head_version, head_digest), UPDATE (stage, due_key, due_at, suspense) ON case_file TO onevoice_worker;
GRANT SELECT (id, case_id, version, digest, person, office, at) ON text_version TO onevoice_worker;
GRANT SELECT (id, case_id, round, version, digest, must_clear, clear_if_affected, info, precedence, suspense, person, at)
  ON clearance_round TO onevoice_worker;
GRANT SELECT ON sign_off, approval, release, time_act TO onevoice_worker;
GRANT SELECT (id, case_id, sign_off, version, agency, kind, at) ON comment TO onevoice_worker;
GRANT SELECT (id, case_id, comment, disposition, at) ON comment_disposition TO onevoice_worker;
GRANT SELECT (id, case_id, agency, kind, until, person, at) ON hold TO onevoice_worker;
GRANT SELECT (id, case_id, hold, how, at) ON hold_end TO onevoice_worker;
GRANT SELECT (id, case_id, name, happened_at, at) ON milestone TO onevoice_worker;
GRANT SELECT (id, case_id, at) ON withdrawal, recall TO onevoice_worker;
GRANT INSERT ON time_act TO onevoice_worker;
GRANT SELECT, DELETE ON wake TO onevoice_worker;

-- The database's own state of migration, for whoever asks whether it is ready.
CREATE FUNCTION sec.migration() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS
  $$ SELECT version_num FROM alembic_version $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public, sec FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.now(), sec.person(), sec.level(), sec.agencies(), sec.watches(), sec.migration()
  TO onevoice_app, onevoice_worker, onevoice_verifier;
GRANT EXECUTE ON FUNCTION sec.enter(text, text) TO onevoice_app;
GRANT EXECUTE ON FUNCTION sec.enter_time() TO onevoice_worker;
