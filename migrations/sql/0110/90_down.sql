-- Each as it was.
DROP TRIGGER c_gate ON hold;
DROP TRIGGER c_gate ON hold_extension;
DROP TRIGGER c_gate ON carry_over;
DROP TRIGGER d_words_of_b ON ruling;
DROP TRIGGER entry_has_fact ON ledger;
DROP TRIGGER c_monitoring ON position_draft;
DROP TRIGGER c_raised ON conflict;
DROP FUNCTION entry_has_fact(), words_of_b_gate(), hold_second_gate(), hold_extension_second_gate(), carry_over_second_gate(), says_the_same(uuid, integer, integer, text, text),
  position_of_monitoring_gate(), raised_gate();
CREATE OR REPLACE FUNCTION lacks_for_adoption(in_case uuid, of_version integer, of_digest text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c record;
  r record;
  settled text := settled_by(in_case, of_version, of_digest);
  ruled_by_clause boolean := settled IS NOT DISTINCT FROM 'clause';
BEGIN
  SELECT head_version, head_digest, equities INTO c FROM case_file WHERE id = in_case;
  IF (c.head_version, c.head_digest) IS DISTINCT FROM (of_version, of_digest) THEN RETURN 'not_the_current_text'; END IF;
  IF EXISTS (SELECT FROM withdrawal WHERE case_id = in_case) OR EXISTS (SELECT FROM recall WHERE case_id = in_case) THEN
    RETURN 'case_has_ended';
  END IF;
  IF split_is_open(in_case) THEN RETURN 'split_open'; END IF;
  IF EXISTS (SELECT FROM send_back b WHERE b.case_id = in_case AND b.version = of_version) THEN RETURN 'sent_back'; END IF;
  IF NOT EXISTS (SELECT FROM approval a WHERE (a.case_id, a.version, a.digest) = (in_case, of_version, of_digest)) THEN
    RETURN 'not_approved';
  END IF;
  IF conflict_is_open(in_case, of_version) THEN RETURN 'conflict_open'; END IF;
  IF EXISTS (SELECT FROM hold h WHERE h.case_id = in_case AND NOT EXISTS (SELECT FROM hold_end e WHERE e.hold = h.id)) THEN
    RETURN 'hold_open';
  END IF;
  IF EXISTS (SELECT FROM comment k WHERE k.case_id = in_case AND k.version = of_version AND k.kind = 'critical'
      AND NOT EXISTS (SELECT FROM comment_disposition d WHERE d.comment = k.id)
      AND NOT EXISTS (SELECT FROM sign_off s JOIN sign_off mine ON mine.id = k.sign_off
        WHERE s.case_id = k.case_id AND s.version = k.version AND s.agency = k.agency AND s.seq > mine.seq)) THEN
    RETURN 'critical_comment_open';
  END IF;
  IF settled IS NOT DISTINCT FROM 'president' THEN RETURN NULL; END IF;
  SELECT must_clear INTO r FROM clearance_round WHERE case_id = in_case AND version = of_version;
  IF NOT FOUND THEN RETURN 'not_circulated'; END IF;
  IF EXISTS (SELECT FROM jsonb_each_text(c.equities) e (agency, clearance_right)
      WHERE e.clearance_right = 'must_clear' AND NOT e.agency = ANY (r.must_clear)) THEN
    RETURN 'equity_not_asked';
  END IF;
  IF EXISTS (SELECT FROM (SELECT DISTINCT ON (agency) agency, response FROM sign_off
        WHERE case_id = in_case ORDER BY agency, seq DESC) latest
      WHERE latest.response = 'nonconcur' AND NOT (ruled_by_clause AND NOT is_department(latest.agency))) THEN
    RETURN 'nonconcurrence';
  END IF;
  IF EXISTS (SELECT FROM hold h JOIN hold_end e ON e.hold = h.id AND e.how = 'became_nonconcurrence'
      WHERE h.case_id = in_case AND NOT (ruled_by_clause AND NOT is_department(h.agency)) AND NOT EXISTS (SELECT FROM sign_off s
        WHERE s.case_id = h.case_id AND s.agency = h.agency AND s.version = of_version AND s.at > e.at)) THEN
    RETURN 'nonconcurrence';
  END IF;
  IF EXISTS (SELECT FROM must_clear_now(in_case) asked (agency) WHERE NOT (ruled_by_clause AND NOT is_department(asked.agency))
      AND coalesce((SELECT s.response FROM sign_off s WHERE s.case_id = in_case AND s.version = of_version
        AND s.agency = asked.agency ORDER BY s.seq DESC LIMIT 1), '') NOT IN ('concur', 'concur_with_comment', 'no_equity')) THEN
    RETURN 'not_spoken_for';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION stale_copy(in_case uuid, of_agency text, words text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT m.detail ->> 'value' = words FROM milestone m WHERE m.name = 'returned' AND m.agency = of_agency
    AND m.case_id = (SELECT k.id FROM case_file c JOIN case_file k ON (k.mandate, k.procedure) = (c.mandate, c.procedure)
      JOIN release r ON r.case_id = k.id AND r.at < c.at WHERE c.id = in_case ORDER BY r.at DESC LIMIT 1)
    ORDER BY m.at DESC LIMIT 1), false)
$$;

CREATE OR REPLACE FUNCTION sec.stale_copy(in_case uuid, of_agency text, words text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT sec.sees(in_case) AND public.stale_copy(in_case, of_agency, words)
$$;

CREATE OR REPLACE FUNCTION monitoring_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  base text := NEW.detail ->> 'baseline';
  wanted text;
BEGIN
  IF NOT EXISTS (SELECT FROM case_file c WHERE c.id = NEW.case_id AND c.procedure = 'monitoring') THEN RETURN NEW; END IF;
  CASE NEW.name
    WHEN 'plan_set' THEN
      IF base IS NULL OR (base !~ '[0-9]' AND lower(btrim(base)) NOT IN ('yes', 'no', 'none')) THEN PERFORM refuse('not_measurable'); END IF;
      IF NOT EXISTS (SELECT FROM office o WHERE o.code = NEW.detail ->> 'owner') THEN PERFORM refuse('unknown_office'); END IF;
    WHEN 'tasked' THEN
      PERFORM returns_gate(NEW);
      -- Whoever is to return sees for what.
      UPDATE case_file c SET access = ARRAY(SELECT DISTINCT unnest(c.access || NEW.ref)) WHERE c.id = NEW.case_id;
    WHEN 'returned', 'returns_closed' THEN
      PERFORM returns_gate(NEW);
    WHEN 'scored' THEN
      IF NEW.outcome = 'on_track' AND EXISTS (SELECT FROM milestone m WHERE m.case_id = NEW.case_id
          AND (m.name, m.outcome) = ('returns_closed', 'incomplete')) THEN
        PERFORM refuse('not_all_returned');
      END IF;
    WHEN 'reviewed' THEN
      IF wrote(NEW.person, NEW.case_id) THEN PERFORM refuse('duties_separated'); END IF;
    WHEN 'followed_up' THEN
      SELECT CASE m.outcome WHEN 'returned' THEN 'monitoring' WHEN 'open_demarche' THEN 'demarche'
          WHEN 'open_trade_action' THEN 'trade_action' WHEN 'open_consultation' THEN 'consultation' END
        INTO wanted FROM milestone m WHERE m.case_id = NEW.case_id AND m.name = 'reviewed';
      IF NOT EXISTS (SELECT FROM case_file k WHERE k.parent = NEW.case_id AND k.procedure = wanted
          AND k.stage NOT IN ('withdrawn', 'recalled')) THEN
        PERFORM refuse('nothing_opened');
      END IF;
    ELSE NULL;
  END CASE;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION sec.reads_all() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT coalesce(sec.level() = 3 AND sec.watches(), false) AND EXISTS (SELECT FROM appointment a
    WHERE a.person = sec.person() AND a.capacity = 'auditor'
      AND a.valid_from <= sec.now() AND (a.valid_to IS NULL OR a.valid_to > sec.now()))
$$;

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
  PERFORM FROM case_file p WHERE p.id = NEW.parent FOR KEY SHARE;
  IF NOT FOUND OR NOT sec.sees(NEW.parent) THEN
    RAISE EXCEPTION 'no_such_case' USING ERRCODE = 'OV004';
  END IF;
  IF EXISTS (SELECT FROM withdrawal w WHERE w.case_id = NEW.parent) OR EXISTS (SELECT FROM recall r WHERE r.case_id = NEW.parent) THEN
    PERFORM refuse('parent_has_ended');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION wake_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  is_times boolean := EXISTS (SELECT FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() AND is_time);
BEGIN
  -- What time itself did needs no wake: the workflow that did it looks again. Its parent did not do it.
  IF NOT is_times THEN
    INSERT INTO wake (case_id, opening) VALUES (NEW.id, TG_OP = 'INSERT')
      ON CONFLICT (case_id) DO UPDATE SET n = wake.n + 1, at = clock_timestamp();
    PERFORM pg_notify('wake', NEW.id::text);
  END IF;
  IF NEW.parent IS NOT NULL THEN
    INSERT INTO wake (case_id) VALUES (NEW.parent)
      ON CONFLICT (case_id) DO UPDATE SET n = wake.n + 1, at = clock_timestamp();
    PERFORM pg_notify('wake', NEW.parent::text);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION sec.coordination(in_case uuid) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  causes text[] := '{}';
BEGIN
  SELECT * INTO c FROM case_file WHERE id = in_case;
  IF NOT FOUND THEN RETURN NULL; END IF;
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

GRANT EXECUTE ON FUNCTION sec.children(uuid), sec.above(uuid), sec.frozen(uuid), sec.deadlines(uuid), sec.coordination(uuid),
  sec.non_voting(uuid, text) TO onevoice_app, onevoice_worker;
DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.proname IN ('record_opening', 'record_fact', 'record_log',
      'record_series_fact', 'ledger_hash', 'ledger_body', 'chain_key', 'exact_form', 'log_line_hash', 'grow_log')
      AND p.pronamespace = 'public'::regnamespace LOOP
    EXECUTE format('ALTER FUNCTION %s RESET standard_conforming_strings', f);
  END LOOP;
END $$;
