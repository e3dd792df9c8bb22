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
  kind text NOT NULL,
  carry_over text NOT NULL DEFAULT 'never' CONSTRAINT agency_carry_over
    CHECK (carry_over IN ('always', 'unchanged_paragraphs', 'administrative_changes', 'never'))
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
    ('action_officer', 'coordinator', 'approver', 'releaser', 'post', 'nsc_staff', 'apnsa', 'auditor', 'chair', 'president')),
  grade smallint NOT NULL DEFAULT 1 CONSTRAINT appointment_grade CHECK (grade BETWEEN 1 AND 8),
  acting_for uuid REFERENCES person,
  instrument text,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz,
  CONSTRAINT appointment_period CHECK (valid_to IS NULL OR valid_to > valid_from),
  CONSTRAINT appointment_acting CHECK ((acting_for IS NULL) = (instrument IS NULL)),
  CONSTRAINT appointment_acting_dated CHECK (acting_for IS NULL OR valid_to IS NOT NULL),
  CONSTRAINT appointment_not_for_oneself CHECK (acting_for <> person),
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
  SELECT coalesce(jsonb_agg(jsonb_build_object('office', a.office, 'agency', o.agency, 'capacity', a.capacity,
                                               'grade', a.grade, 'acting_for', a.acting_for)
                            ORDER BY a.valid_from, a.office, a.capacity), '[]'),
         coalesce(array_agg(DISTINCT o.agency), '{}'),
         coalesce(bool_or(a.capacity IN ('nsc_staff', 'apnsa', 'auditor', 'president')), false)
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

