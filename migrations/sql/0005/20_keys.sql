-- The record of keys: which keys speak for the log, for certificates and for each agency, from when until when; and
-- what the agencies countersigned. Append only and chained like a ledger; its entries are leaves of the log too.

ALTER TABLE appointment DROP CONSTRAINT appointment_capacity;
ALTER TABLE appointment ADD CONSTRAINT appointment_capacity CHECK (capacity IN
  ('action_officer', 'coordinator', 'approver', 'releaser', 'post', 'nsc_staff', 'apnsa', 'auditor', 'chair', 'president',
   'custodian'));

CREATE TABLE key_record (
  seq integer PRIMARY KEY,
  at timestamptz NOT NULL,
  actor uuid REFERENCES person,
  act text NOT NULL CONSTRAINT key_record_act CHECK (act IN ('enrolled', 'withdrawn', 'countersigned')),
  agency text REFERENCES agency,
  body text NOT NULL,
  prev bytea NOT NULL,
  hash bytea NOT NULL
);
CREATE UNIQUE INDEX key_enrolled_once ON key_record ((body::jsonb ->> 'key')) WHERE act = 'enrolled';
CREATE UNIQUE INDEX key_withdrawn_once ON key_record ((body::jsonb ->> 'key')) WHERE act = 'withdrawn';
CREATE UNIQUE INDEX countersigned_once ON key_record ((body::jsonb ->> 'key'), (body::jsonb ->> 'checkpoint'))
  WHERE act = 'countersigned';

-- Who may see the log's size and the record of what was countersigned: auditors, and those who keep an agency's key.
CREATE FUNCTION sec.reads_log() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT EXISTS (SELECT FROM appointment a WHERE a.person = sec.person() AND a.capacity IN ('auditor', 'custodian')
    AND a.valid_from <= sec.now() AND (a.valid_to IS NULL OR a.valid_to > sec.now()))
$$;

-- From whom nothing is hidden: an auditor cleared for everything. What padding is may be told to nobody else, since
-- whoever can tell padding from hidden entries can count these.
CREATE FUNCTION sec.reads_all() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT coalesce(sec.level() = 3 AND sec.watches(), false) AND EXISTS (SELECT FROM appointment a
    WHERE a.person = sec.person() AND a.capacity = 'auditor'
      AND a.valid_from <= sec.now() AND (a.valid_to IS NULL OR a.valid_to > sec.now()))
$$;

CREATE FUNCTION chain_key(by uuid, did text, for_agency text, said jsonb) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET timezone = 'UTC'
SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  last key_record%ROWTYPE;
  made key_record%ROWTYPE;
BEGIN
  SELECT * INTO last FROM key_record ORDER BY seq DESC LIMIT 1;
  made.seq := coalesce(last.seq, 0) + 1;
  made.at := greatest(sec.now(), last.at + interval '1 microsecond');
  made.body := (said || jsonb_build_object('agency', for_agency))::text;
  made.prev := coalesce(last.hash, '\x');
  made.hash := sha256(made.prev || convert_to(concat_ws('|', 'keys', made.seq::text,
    to_char(made.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), coalesce(by::text, 'service'), did, made.body),
    'UTF8'));
  INSERT INTO key_record VALUES (made.seq, made.at, by, did, for_agency, made.body, made.prev, made.hash);
  RETURN made.seq;
END $$;

-- One writer at a time: the head that an enrolment was made for is still the head when it is written.
CREATE FUNCTION lock_keys() RETURNS bytea LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  head bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(8032);
  SELECT hash INTO head FROM key_record ORDER BY seq DESC LIMIT 1;
  RETURN coalesce(head, '\x');
END $$;

CREATE FUNCTION must_be_custodian(for_agency text) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  PERFORM FROM appointment a JOIN office o ON o.code = a.office
    WHERE a.person = sec.person() AND o.agency = for_agency AND a.capacity = 'custodian'
      AND a.valid_from <= sec.now() AND (a.valid_to IS NULL OR a.valid_to > sec.now())
    FOR SHARE OF a;
  IF NOT FOUND THEN PERFORM refuse('not_custodian'); END IF;
END $$;

-- An agency's key comes in by its custodian, signed by itself over the record's head: possession was proved just now,
-- for this place in this record. Whether the key and the signature are good is asked before, and again by `verify`.
CREATE FUNCTION enrol_key(for_agency text, said jsonb, on_head bytea) RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF lock_keys() IS DISTINCT FROM on_head THEN PERFORM refuse('key_record_moved'); END IF;
  PERFORM must_be_custodian(for_agency);
  IF (said ->> 'key') !~ '^[0-9a-f]{64}$' OR said ->> 'use' IS DISTINCT FROM 'countersigning' THEN
    PERFORM refuse('key_refused');
  END IF;
  IF EXISTS (SELECT FROM key_record WHERE act = 'enrolled' AND body::jsonb ->> 'key' = said ->> 'key') THEN
    PERFORM refuse('key_known');
  END IF;
  RETURN chain_key(sec.person(), 'enrolled', for_agency, said);
END $$;

CREATE FUNCTION withdraw_key(said_key text) RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  of_agency text;
BEGIN
  PERFORM lock_keys();
  SELECT agency INTO of_agency FROM key_record WHERE act = 'enrolled' AND body::jsonb ->> 'key' = said_key;
  IF of_agency IS NULL THEN PERFORM refuse('no_such_key'); END IF;
  PERFORM must_be_custodian(of_agency);
  IF EXISTS (SELECT FROM key_record WHERE act = 'withdrawn' AND body::jsonb ->> 'key' = said_key) THEN
    PERFORM refuse('key_not_in_force');
  END IF;
  RETURN chain_key(sec.person(), 'withdrawn', of_agency, jsonb_build_object('key', said_key));
END $$;

CREATE FUNCTION add_cosignature(of_checkpoint integer, said_key text, line text) RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  k key_record%ROWTYPE;
  written integer;
BEGIN
  PERFORM lock_keys();
  SELECT * INTO k FROM key_record WHERE act = 'enrolled' AND body::jsonb ->> 'key' = said_key AND agency IS NOT NULL;
  IF NOT FOUND THEN PERFORM refuse('no_such_key'); END IF;
  PERFORM must_be_custodian(k.agency);
  IF EXISTS (SELECT FROM key_record WHERE act = 'withdrawn' AND body::jsonb ->> 'key' = said_key)
     OR (k.body::jsonb ->> 'valid_from')::timestamptz > sec.now()
     OR (k.body::jsonb ->> 'valid_to')::timestamptz <= sec.now() THEN
    PERFORM refuse('key_not_in_force');
  END IF;
  IF NOT EXISTS (SELECT FROM checkpoint WHERE number = of_checkpoint) THEN PERFORM refuse('no_such_checkpoint'); END IF;
  SELECT seq INTO written FROM key_record WHERE act = 'countersigned' AND body::jsonb ->> 'key' = said_key
     AND body::jsonb ->> 'checkpoint' = of_checkpoint::text;
  IF FOUND THEN RETURN written; END IF;
  RETURN chain_key(sec.person(), 'countersigned', k.agency,
    jsonb_build_object('key', said_key, 'checkpoint', of_checkpoint, 'line', line));
END $$;

-- The log's own keys, put in by whoever sets the service up: as the owner, for no person.
CREATE FUNCTION enrol_service_key(said jsonb) RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  known integer;
BEGIN
  PERFORM lock_keys();
  SELECT seq INTO known FROM key_record WHERE act = 'enrolled' AND body::jsonb ->> 'key' = said ->> 'key';
  IF FOUND THEN RETURN known; END IF;
  RETURN chain_key(NULL, 'enrolled', NULL, said);
END $$;
