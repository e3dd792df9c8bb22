ALTER TABLE case_file DROP CONSTRAINT case_file_moments;
DROP FUNCTION sec.enter(text, text, uuid);
CREATE OR REPLACE FUNCTION record_fact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
     AND (who.is_time OR level <= who.level AND CASE WHEN need_to_know IS NULL THEN who.watches OR access && who.agencies
       ELSE access && sec.offices() END)
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

CREATE OR REPLACE FUNCTION note_acting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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

CREATE OR REPLACE FUNCTION wall_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF walled(NEW.case_id) THEN PERFORM refuse('adjudicative_wall'); END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION sign_off_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
  IF NOT NEW.agency = ANY (r.clear_if_affected) AND NEW.agency NOT IN (SELECT must_clear_now(NEW.case_id)) THEN
    PERFORM refuse('no_clearance_right');
  END IF;
  IF NEW.response = 'cleared_by_default' THEN
    PERFORM default_clearance_gate(NEW, c, r);
    RETURN NEW;
  END IF;
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

CREATE OR REPLACE FUNCTION sign_off_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM office_clearance o WHERE o.case_id = NEW.case_id AND o.person = NEW.person) THEN
    PERFORM refuse('one_human_one_seat');
  END IF;
  IF NEW.response = 'cleared_by_default' AND split_is_open(NEW.case_id) THEN PERFORM refuse('split_open'); END IF;
  IF NEW.response = 'cleared_by_default' AND critical_comment_is_open(NEW.case_id, NEW.version) THEN
    PERFORM refuse('critical_comment_open');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION entry_has_fact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  there boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT FROM %I f WHERE f.id = $1::uuid)', NEW.kind) INTO there USING NEW.fact_id;
  IF NOT there THEN RAISE EXCEPTION 'entry_without_fact' USING ERRCODE = 'OV003'; END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION case_basis(of_case uuid, head integer, of_issue text, of_counterpart text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM position_period y WHERE (y.issue, y.counterpart) = (of_issue, of_counterpart)
      AND upper_inf(y.known) AND y.valid @> sec.now())
     AND NOT EXISTS (SELECT FROM cite k WHERE (k.case_id, k.version) = (of_case, head))
     AND NOT EXISTS (SELECT FROM conflict k WHERE (k.case_id, k.version) = (of_case, head))
     AND NOT EXISTS (SELECT FROM position_draft d WHERE (d.case_id, d.version) = (of_case, head))
     AND NOT EXISTS (SELECT FROM adoption a WHERE (a.case_id, a.version) = (of_case, head)) THEN
    RETURN NULL;
  END IF;
  RETURN jsonb_build_object(
    'rests', (SELECT coalesce(jsonb_agg(jsonb_build_object('position', p.id, 'in_force', in_force(p.id, sec.now()),
        'cited', EXISTS (SELECT FROM cite k WHERE (k.case_id, k.version, k.position) = (of_case, head, p.id)),
        'own_forerunner', EXISTS (SELECT FROM adoption a
          WHERE (a.case_id, a.version, a.supersedes) = (of_case, head, p.id)),
        'successor', CASE WHEN NOT in_force(p.id, sec.now()) THEN successor(p.id, sec.now()) END,
        'reaffirmed', NOT in_force(p.id, sec.now()) AND reaffirmed(of_case, p.id, sec.now())) ORDER BY p.id), '[]')
      FROM rests_on(of_case, head) r JOIN position p ON p.id = r.on_position),
    'missing', (SELECT coalesce(jsonb_agg(y.position ORDER BY y.position), '[]') FROM position_period y
      WHERE (y.issue, y.counterpart) = (of_issue, of_counterpart) AND y.audience = text_audience(of_case, head)
        AND upper_inf(y.known) AND y.valid @> sec.now()
        AND y.position NOT IN (SELECT r.on_position FROM rests_on(of_case, head) r)),
    'conflicts', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'kind', k.kind) ORDER BY k.at), '[]')
      FROM conflict k WHERE k.case_id = of_case AND k.version = head AND NOT EXISTS (SELECT FROM conflict_ruling u
        WHERE u.conflict = k.id AND u.outcome IN ('no_contradiction', 'text_stands'))),
    'drafted', (SELECT d.audience FROM position_draft d WHERE (d.case_id, d.version) = (of_case, head)),
    'position', (SELECT a.id FROM adoption a WHERE (a.case_id, a.version) = (of_case, head)));
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

CREATE OR REPLACE FUNCTION sec.around(of_case uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  m record;
BEGIN
  IF NOT sec.sees(of_case) THEN RETURN NULL; END IF;
  SELECT * INTO c FROM case_file WHERE id = of_case;
  SELECT deadlines, non_voting INTO m FROM mandate WHERE edition_id = c.edition_id AND code = c.mandate;
  RETURN jsonb_build_object(
    'children', CASE WHEN EXISTS (SELECT FROM case_file k WHERE k.parent = of_case)
      THEN (SELECT jsonb_agg(to_jsonb(k)) FROM sec.children(of_case) k) END,
    'above', CASE WHEN c.parent IS NOT NULL THEN sec.above(of_case) END,
    'frozen', CASE WHEN c.parent IS NOT NULL THEN sec.frozen(of_case) END,
    'deadlines', CASE WHEN jsonb_array_length(m.deadlines) > 0 THEN sec.deadlines(of_case) END,
    'non_voting', m.non_voting,
    'coordination', sec.coordination(of_case));
END $$;

CREATE OR REPLACE FUNCTION under_pressure(c case_file) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  gauge record;
BEGIN
  IF c.procedure <> 'demarche' THEN RETURN false; END IF;
  SELECT g.counterpart, g.demarches_a_week INTO gauge FROM mandate m
    JOIN pressure_gauge g ON g.edition_id = m.edition_id AND g.counterpart = m.counterpart AND g.then_it = 'wait'
   WHERE m.edition_id = c.edition_id AND m.code = c.mandate;
  IF NOT FOUND OR EXISTS (SELECT FROM sequencing s
      WHERE s.case_id = c.id AND (s.not_before IS NULL OR s.not_before <= sec.now())
        AND s.at = (SELECT max(x.at) FROM sequencing x WHERE x.case_id = c.id)) THEN
    RETURN false;
  END IF;
  RETURN (WITH gone AS MATERIALIZED (SELECT o.edition_id, o.mandate FROM release r JOIN case_file o ON o.id = r.case_id
              WHERE r.at > sec.now() - interval '7 days' AND o.procedure = 'demarche'
                AND NOT EXISTS (SELECT FROM recall b WHERE b.case_id = o.id))
          SELECT count(*) FROM gone JOIN mandate m ON m.edition_id = gone.edition_id AND m.code = gone.mandate
           WHERE m.counterpart = gauge.counterpart) >= gauge.demarches_a_week;
END $$;

CREATE OR REPLACE FUNCTION sec.enter(who text, idempotency_key text DEFAULT NULL)
RETURNS TABLE (id uuid, clearance smallint, name text, appointments jsonb,
               answered_route text, answered_sha256 bytea, answered_status smallint, answered_body text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
#variable_conflict use_column
DECLARE
  moment timestamptz;
  codes text[];
  watching boolean;
BEGIN
  IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
    RAISE EXCEPTION 'already_entered' USING ERRCODE = 'OV001';
  END IF;
  SELECT p.id, p.level, p.name INTO id, clearance, name FROM person p WHERE p.subject = who AND p.active;
  IF NOT FOUND THEN RETURN; END IF;
  moment := sec.now();
  SELECT coalesce(jsonb_agg(jsonb_build_object('office', a.office, 'agency', o.agency, 'capacity', a.capacity,
                                               'grade', a.grade, 'acting_for', a.acting_for)
                            ORDER BY a.valid_from, a.office, a.capacity), '[]'),
         coalesce(array_agg(DISTINCT o.agency), '{}'),
         coalesce(bool_or(a.capacity IN ('nsc_staff', 'apnsa', 'auditor', 'president')), false)
    INTO appointments, codes, watching
    FROM appointment a JOIN office o ON o.code = a.office
   WHERE a.person = enter.id AND a.valid_from <= moment AND (a.valid_to IS NULL OR a.valid_to > moment);
  INSERT INTO sec.context VALUES (pg_current_xact_id(), enter.id, clearance, codes, watching, false);
  IF idempotency_key IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(enter.id::text || idempotency_key, 0));
    SELECT w.route, w.body_sha256, w.status, w.body
      INTO answered_route, answered_sha256, answered_status, answered_body
      FROM answer w WHERE w.person = enter.id AND w.key = idempotency_key;
  END IF;
  RETURN NEXT;
END $$;

CREATE OR REPLACE FUNCTION ledger_hash(prev bytea, case_id uuid, seq integer, at timestamptz, actor uuid, kind text, body text)
RETURNS bytea LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256(prev || convert_to(concat_ws('|', case_id::text, seq::text,
    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), coalesce(actor::text, 'time'), kind, body), 'UTF8'))
$$;

ALTER FUNCTION ledger_hash(bytea, uuid, integer, timestamptz, uuid, text, text) SET standard_conforming_strings TO on;
ALTER FUNCTION record_fact() SET standard_conforming_strings TO on;
REVOKE ALL ON FUNCTION sec.enter(text, text), sign_off_second_gate() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.enter(text, text) TO onevoice_app;
CREATE TRIGGER c_gate BEFORE INSERT ON sign_off FOR EACH ROW EXECUTE FUNCTION sign_off_second_gate();
DROP FUNCTION causes_to_wait(case_file);
ALTER TABLE answer RESET (toast_tuple_target);

CREATE OR REPLACE FUNCTION wake_series() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  INSERT INTO series_wake (series) VALUES (NEW.series)
    ON CONFLICT (series) DO UPDATE SET n = series_wake.n + 1, at = clock_timestamp();
  PERFORM pg_notify('wake', NEW.series::text);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION wake_all_series() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  INSERT INTO series_wake (series) SELECT id FROM series WHERE directive = NEW.directive
    ON CONFLICT (series) DO UPDATE SET n = series_wake.n + 1, at = clock_timestamp();
  PERFORM pg_notify('wake', NEW.directive);
  RETURN NULL;
END $$;
