-- A tear-line and a case above are read as they will be when this commits.
CREATE OR REPLACE FUNCTION told_below_the_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  t tear_line%ROWTYPE;
  said bytea;
BEGIN
  SELECT k.* INTO c FROM case_file k JOIN case_file p ON p.id = k.parent AND p.procedure = 'enforcement'
    WHERE k.id = NEW.case_id AND k.procedure = 'demarche';
  IF NOT FOUND THEN RETURN NEW; END IF;
  -- Nobody reviews the tear-line otherwise in the meantime: whoever acts in the case above waits.
  PERFORM FROM case_file p WHERE p.id = c.parent FOR SHARE;
  SELECT * INTO t FROM tear_line WHERE id = releasable_tear_line(c.parent);
  IF NOT FOUND THEN PERFORM refuse('no_tear_line'); END IF;
  SELECT v.canonical INTO said FROM text_version v WHERE v.case_id = NEW.case_id AND v.version = NEW.version;
  IF c.level > t.level OR takes_from_above(c.parent, said, t.level) THEN PERFORM refuse('above_the_tear_line'); END IF;
  IF NOT EXISTS (SELECT FROM portions(said) p JOIN portions(t.canonical) l ON lower(l.words) = lower(p.words)) THEN
    PERFORM refuse('not_on_the_tear_line');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION parent_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  PERFORM FROM case_file p WHERE p.id = NEW.parent FOR SHARE;
  IF NOT FOUND OR NOT sec.sees(NEW.parent) THEN
    RAISE EXCEPTION 'no_such_case' USING ERRCODE = 'OV004';
  END IF;
  IF EXISTS (SELECT FROM withdrawal w WHERE w.case_id = NEW.parent) OR EXISTS (SELECT FROM recall r WHERE r.case_id = NEW.parent) THEN
    PERFORM refuse('parent_has_ended');
  END IF;
  RETURN NEW;
END $$;

-- No entry without its fact: an insert that is skipped (ON CONFLICT DO NOTHING) has run its triggers already.
CREATE FUNCTION entry_has_fact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  there boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT FROM %I f WHERE f.id = $1::uuid)', NEW.kind) INTO there USING NEW.fact_id;
  IF NOT there THEN RAISE EXCEPTION 'entry_without_fact' USING ERRCODE = 'OV003'; END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_has_fact AFTER INSERT ON ledger DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION entry_has_fact();
REVOKE ALL ON FUNCTION entry_has_fact() FROM PUBLIC;

-- What is hashed does not depend on how a session reads its strings.
DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.proname IN ('record_opening', 'record_fact', 'record_log',
      'record_series_fact', 'ledger_hash', 'ledger_body', 'chain_key', 'exact_form', 'log_line_hash', 'grow_log')
      AND p.pronamespace = 'public'::regnamespace LOOP
    EXECUTE format('ALTER FUNCTION %s SET standard_conforming_strings TO on', f);
  END LOOP;
END $$;

-- A wake says that something happened, and not to what.
CREATE OR REPLACE FUNCTION wake_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  is_times boolean := EXISTS (SELECT FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() AND is_time);
BEGIN
  -- What time itself did needs no wake: the workflow that did it looks again. Its parent did not do it.
  IF NOT is_times THEN
    INSERT INTO wake (case_id, opening) VALUES (NEW.id, TG_OP = 'INSERT')
      ON CONFLICT (case_id) DO UPDATE SET n = wake.n + 1, at = clock_timestamp();
    PERFORM pg_notify('wake', '');
  END IF;
  IF NEW.parent IS NOT NULL THEN
    INSERT INTO wake (case_id) VALUES (NEW.parent)
      ON CONFLICT (case_id) DO UPDATE SET n = wake.n + 1, at = clock_timestamp();
    PERFORM pg_notify('wake', '');
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION sec.coordination(in_case uuid) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  causes text[] := '{}';
BEGIN
  IF NOT sec.sees(in_case) THEN RETURN NULL; END IF;
  SELECT * INTO c FROM case_file WHERE id = in_case;
  IF EXISTS (SELECT FROM release r WHERE r.case_id = in_case) THEN RETURN causes; END IF;
  IF EXISTS (SELECT FROM case_link l WHERE split_part(l.link, '/', 2)::uuid = in_case
                                        OR split_part(l.link, '/', 3)::uuid = in_case) THEN
    IF EXISTS (SELECT FROM open_links(in_case) l WHERE l.kind = 'prerequisite' AND l.first = in_case
        AND (NOT EXISTS (SELECT FROM release r WHERE r.case_id = l.second)
          OR EXISTS (SELECT FROM recall b WHERE b.case_id = l.second))) THEN
      causes := causes || 'prerequisite'::text;
    END IF;
    IF EXISTS (SELECT FROM open_links(in_case) l WHERE l.kind = 'supersedes' AND l.second = in_case) THEN
      causes := causes || 'superseded'::text;
    END IF;
  END IF;
  IF c.procedure = 'trade_action' AND sec.lever_state(in_case) = 'pending' THEN causes := causes || 'lever'::text; END IF;
  IF under_pressure(c) THEN causes := causes || 'pressure'::text; END IF;
  RETURN causes;
END $$;

-- What lies around a case is told in one answer, to whoever sees the case; its parts are nobody's to ask for.
REVOKE EXECUTE ON FUNCTION sec.children(uuid), sec.above(uuid), sec.frozen(uuid), sec.deadlines(uuid), sec.coordination(uuid),
  sec.non_voting(uuid, text) FROM onevoice_app, onevoice_worker;
