-- The logs: what is kept of no one case. Each log is a chain of its own, hashed as a case's ledger is.

CREATE TABLE log_chain (
  name text PRIMARY KEY,
  id uuid NOT NULL CONSTRAINT log_chain_id UNIQUE,
  seq integer NOT NULL DEFAULT 0,
  head bytea NOT NULL DEFAULT '\x',
  last_at timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 50);
-- A chain's id stands in the hash where a case's id stands in a case's.
INSERT INTO log_chain (name, id) VALUES
  ('contact', '00000000-0000-5000-8000-000000000001'),
  ('parity', '00000000-0000-5000-8000-000000000002');

CREATE TABLE log_entry (
  chain text NOT NULL REFERENCES log_chain (name),
  seq integer NOT NULL,
  at timestamptz NOT NULL,
  actor uuid NOT NULL,
  kind text NOT NULL,
  fact_id text NOT NULL,
  body text NOT NULL,
  prev bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (chain, seq),
  CONSTRAINT log_entry_fact UNIQUE (kind, fact_id)
);

-- A contact with the counterpart outside the channel that the position's texts take (`domain.md`, invariant 12).
CREATE TABLE contact (
  id uuid PRIMARY KEY,
  level smallint NOT NULL CONSTRAINT contact_level CHECK (level BETWEEN 0 AND 3),
  agency text NOT NULL REFERENCES agency,
  counterpart text NOT NULL,
  issue text,
  happened_at timestamptz NOT NULL,
  means text NOT NULL CONSTRAINT contact_means CHECK (means IN ('meeting', 'telephone', 'letter', 'social', 'press', 'other')),
  with_whom text NOT NULL CONSTRAINT contact_with_whom CHECK (with_whom <> ''),
  summary text NOT NULL CONSTRAINT contact_summary CHECK (summary <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX contact_by_time ON contact (at, id);

CREATE TABLE contact_review (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT contact_review_id UNIQUE,
  contact uuid PRIMARY KEY REFERENCES contact,
  note text NOT NULL CONSTRAINT contact_review_note CHECK (note <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);

-- PAR-2: who was consulted on what, when, and at which level of the ladder (1 desk .. 6 head of government).
CREATE TABLE parity (
  id uuid PRIMARY KEY,
  level smallint NOT NULL CONSTRAINT parity_level CHECK (level BETWEEN 0 AND 3),
  agency text NOT NULL REFERENCES agency,
  issue text NOT NULL,
  partner text NOT NULL CONSTRAINT parity_partner CHECK (partner IN ('japan', 'nato')),
  ally text,
  rank smallint NOT NULL CONSTRAINT parity_rank CHECK (rank BETWEEN 1 AND 6),
  happened_at timestamptz NOT NULL,
  note text NOT NULL,
  access text[] NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT parity_ally CHECK ((partner = 'nato') = (ally IS NOT NULL))
);
CREATE INDEX parity_issue ON parity (issue, happened_at);

-- As record_fact does for a case: stamp, chain, move the chain's head. The first argument names the chain, the others content.
CREATE FUNCTION record_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET timezone = 'UTC' SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c record;
  kept text;
  chained bytea;
BEGIN
  NEW.person := sec.person();
  IF NEW.person IS NULL THEN
    RAISE EXCEPTION 'no_context' USING ERRCODE = 'OV001';
  END IF;
  SELECT id, seq + 1 AS seq, head, greatest(sec.now(), last_at + interval '1 microsecond') AS at
    INTO c FROM log_chain WHERE name = TG_ARGV[0] FOR NO KEY UPDATE;
  NEW.at := c.at;
  kept := ledger_body(to_jsonb(NEW), TG_ARGV[1:]);
  chained := ledger_hash(c.head, c.id, c.seq, c.at, NEW.person, TG_TABLE_NAME, kept);
  INSERT INTO log_entry VALUES (TG_ARGV[0], c.seq, c.at, NEW.person, TG_TABLE_NAME, NEW.id::text, kept, c.head, chained);
  UPDATE log_chain SET seq = c.seq, head = chained, last_at = c.at WHERE name = TG_ARGV[0];
  RETURN NEW;
END $$;

-- Who logs, logs for an office of their own, and no higher than they are cleared.
CREATE FUNCTION log_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NEW.level > sec.level() THEN PERFORM refuse('above_your_clearance'); END IF;
  IF NOT EXISTS (SELECT FROM appointment a JOIN office o ON o.code = a.office WHERE a.person = NEW.person AND a.office = NEW.office
      AND o.agency = NEW.agency AND a.capacity IN ('action_officer', 'coordinator', 'post', 'nsc_staff', 'approver', 'apnsa')
      AND a.valid_from <= NEW.at AND (a.valid_to IS NULL OR a.valid_to > NEW.at)) THEN
    PERFORM refuse('not_your_office');
  END IF;
  IF NEW.happened_at > NEW.at + interval '2 minutes' THEN PERFORM refuse('at_out_of_range'); END IF;
  RETURN NEW;
END $$;

-- A consultation is read by the agency that held it and by those that PAR-2 names: its action agency and its clearers.
CREATE FUNCTION parity_readers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  NEW.access := ARRAY(SELECT NEW.agency
    UNION SELECT m.action_agency FROM mandate m WHERE m.issue = 'consultation-parity'
    UNION SELECT e.agency FROM mandate_equity e JOIN mandate m ON m.edition_id = e.edition_id AND m.code = e.mandate
      WHERE m.issue = 'consultation-parity' AND e.clearance_right = 'must_clear' ORDER BY 1);
  RETURN NEW;
END $$;

CREATE FUNCTION contact_review_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM contact c WHERE c.id = NEW.contact AND c.level <= sec.level()
      AND (sec.watches() OR c.agency = ANY (sec.agencies()))) THEN
    PERFORM refuse('no_such_contact');
  END IF;
  IF NOT appointed(NEW.person, NEW.office, 'nsc', 'nsc_staff', NEW.at)
     AND NOT appointed(NEW.person, NEW.office, 'nsc', 'apnsa', NEW.at) THEN
    PERFORM refuse('not_nsc');
  END IF;
  RETURN NEW;
END $$;

-- The name puts it before a_chain, so that the log has the readers too.
CREATE TRIGGER a_access BEFORE INSERT ON parity FOR EACH ROW EXECUTE FUNCTION parity_readers();
CREATE TRIGGER a_chain BEFORE INSERT ON contact FOR EACH ROW
  EXECUTE FUNCTION record_log('contact', 'counterpart', 'issue', 'with_whom', 'summary');
CREATE TRIGGER a_chain BEFORE INSERT ON contact_review FOR EACH ROW EXECUTE FUNCTION record_log('contact', 'note');
CREATE TRIGGER a_chain BEFORE INSERT ON parity FOR EACH ROW EXECUTE FUNCTION record_log('parity', 'issue', 'ally', 'note');
CREATE TRIGGER b_gate BEFORE INSERT ON contact FOR EACH ROW EXECUTE FUNCTION log_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON contact_review FOR EACH ROW EXECUTE FUNCTION contact_review_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON parity FOR EACH ROW EXECUTE FUNCTION log_gate();
