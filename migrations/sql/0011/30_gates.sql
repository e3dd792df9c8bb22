---------------------------------------------------------------- series
-- Who directs a series: its mandate's action office, or the NSC staff.
CREATE FUNCTION directs(who uuid, in_office text, x series_edition, moment timestamptz) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM mandate m WHERE m.edition_id = x.edition_id AND m.code = x.mandate AND m.action_office = in_office
      AND appointed(who, in_office, m.action_agency, 'action_officer', moment))
    OR appointed(who, in_office, 'nsc', 'nsc_staff', moment) OR appointed(who, in_office, 'nsc', 'apnsa', moment)
$$;

-- What people have decided about one moment: true, a cycle opens; false, none does; null, the calendar says.
CREATE FUNCTION decided_for(of_series uuid, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT a.act = 'plan' OR (a.act = 'move' AND a.moved_to = moment) FROM series_act a
   WHERE a.series = of_series AND (a.opens_at = moment OR a.moved_to = moment) ORDER BY a.at DESC LIMIT 1
$$;

CREATE FUNCTION was_paused(of_series uuid, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT a.act = 'pause' FROM series_act a WHERE a.series = of_series AND a.act IN ('pause', 'resume')
    AND a.at <= moment ORDER BY a.at DESC LIMIT 1), false)
$$;

-- A case that was withdrawn lets its cycle go.
CREATE FUNCTION sec.cycle_is_taken(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM case_file c WHERE c.cycle = which AND NOT EXISTS (SELECT FROM withdrawal w WHERE w.case_id = c.id))
$$;

CREATE FUNCTION series_act_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  x series_edition%ROWTYPE := series_in_force(NEW.series);
  before text := (SELECT a.act FROM series_act a WHERE a.series = NEW.series AND a.act IN ('pause', 'resume') ORDER BY a.at DESC LIMIT 1);
  opened cycle%ROWTYPE;
BEGIN
  IF x.series IS NULL THEN PERFORM refuse('series_not_in_force'); END IF;
  IF NEW.person IS NULL OR NOT directs(NEW.person, NEW.office, x, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  IF NEW.act = 'pause' AND before IS NOT DISTINCT FROM 'pause' THEN PERFORM refuse('already_paused'); END IF;
  IF NEW.act = 'resume' AND before IS DISTINCT FROM 'pause' THEN PERFORM refuse('not_paused'); END IF;
  SELECT * INTO opened FROM cycle c WHERE c.series = NEW.series AND c.opens_at = NEW.opens_at;
  IF NEW.act = 'plan' THEN
    IF NEW.opens_at <= NEW.at THEN PERFORM refuse('opening_in_the_past'); END IF;
  ELSIF NEW.act IN ('skip', 'move') THEN
    IF NOT coalesce(decided_for(NEW.series, NEW.opens_at), is_opening(x, NEW.opens_at)) AND opened.id IS NULL THEN
      PERFORM refuse('no_such_opening');
    END IF;
    IF NEW.act = 'move' AND (opened.id IS NOT NULL OR NEW.opens_at <= NEW.at) THEN PERFORM refuse('already_opened'); END IF;
    IF NEW.act = 'move' AND NEW.moved_to <= NEW.at THEN PERFORM refuse('opening_in_the_past'); END IF;
    IF opened.id IS NOT NULL AND sec.cycle_is_taken(opened.id) THEN PERFORM refuse('cycle_has_case'); END IF;
    IF decided_for(NEW.series, NEW.opens_at) IS NOT DISTINCT FROM false THEN PERFORM refuse('no_such_opening'); END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON series_act FOR EACH ROW EXECUTE FUNCTION series_act_gate();

-- Time opens what is on the calendar, or was planned, and nothing that was skipped or came due in a pause.
CREATE FUNCTION cycle_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  x series_edition%ROWTYPE := series_in_force(NEW.series);
BEGIN
  IF x.series IS NULL OR x.edition_id <> NEW.edition_id THEN PERFORM refuse('series_not_in_force'); END IF;
  IF (NEW.person IS NULL) <> (NEW.cause = 'time') THEN PERFORM refuse('only_time_opens_by_time'); END IF;
  IF NEW.cause = 'person' THEN
    IF NOT directs(NEW.person, NEW.office, x, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
    IF NEW.opens_at < NEW.at - interval '2 minutes' THEN PERFORM refuse('opening_in_the_past'); END IF;
    RETURN NEW;
  END IF;
  IF NOT coalesce(decided_for(NEW.series, NEW.opens_at), is_opening(x, NEW.opens_at)) THEN PERFORM refuse('no_such_opening'); END IF;
  IF was_paused(NEW.series, NEW.opens_at) THEN PERFORM refuse('series_paused'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON cycle FOR EACH ROW EXECUTE FUNCTION cycle_gate();

---------------------------------------------------------------- opening a consultation
-- Its name puts it before a_record, so that the case's entry has what it fills in. A cycle has one case that is alive.
CREATE FUNCTION consultation_opening() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  y cycle%ROWTYPE;
  x series_edition%ROWTYPE;
BEGIN
  NEW.high_level := coalesce((SELECT m.high_level FROM mandate m WHERE m.edition_id = NEW.edition_id AND m.code = NEW.mandate), false);
  -- Without a cycle the case is nobody's forum in particular: it has the strictest rule of its mandate's series.
  NEW.communique := NOT EXISTS (SELECT FROM series_edition s WHERE s.edition_id = NEW.edition_id AND s.mandate = NEW.mandate
    AND NOT s.communique);
  IF NEW.cycle IS NOT NULL THEN
    SELECT * INTO y FROM cycle WHERE id = NEW.cycle FOR UPDATE;
    SELECT * INTO x FROM series_edition WHERE edition_id = y.edition_id AND series = y.series;
    IF x.series IS NULL OR x.level > sec.level() THEN
      RAISE EXCEPTION 'no_such_case' USING ERRCODE = 'OV004';
    END IF;
    IF x.mandate <> NEW.mandate THEN PERFORM refuse('not_as_mandated'); END IF;
    IF decided_for(y.series, y.opens_at) IS NOT DISTINCT FROM false THEN PERFORM refuse('cycle_skipped'); END IF;
    IF sec.cycle_is_taken(NEW.cycle) THEN PERFORM refuse('cycle_has_case'); END IF;
    NEW.high_level := NEW.high_level OR x.high_level;
    NEW.communique := x.communique;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_consultation BEFORE INSERT ON case_file FOR EACH ROW WHEN (NEW.procedure = 'consultation')
  EXECUTE FUNCTION consultation_opening();
CREATE FUNCTION no_forum() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.cycle IS NOT NULL THEN PERFORM refuse('not_in_procedure'); END IF;
  NEW.high_level := false;
  NEW.communique := true;
  RETURN NEW;
END $$;
CREATE TRIGGER a_no_forum BEFORE INSERT ON case_file FOR EACH ROW WHEN (NEW.procedure <> 'consultation')
  EXECUTE FUNCTION no_forum();

---------------------------------------------------------------- meeting, agenda, commitments
CREATE FUNCTION is_consultation(in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM case_file WHERE id = in_case AND procedure = 'consultation')
$$;
CREATE FUNCTION was_called_off(in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM withdrawal WHERE case_id = in_case) OR EXISTS (SELECT FROM recall WHERE case_id = in_case)
$$;
CREATE FUNCTION said_last(in_case uuid, of_name text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT m.outcome FROM milestone m WHERE m.case_id = in_case AND m.name = of_name ORDER BY m.at DESC LIMIT 1
$$;
-- Somebody who speaks for an agency: one of its coordinators or action officers.
CREATE FUNCTION speaks_for(who uuid, in_office text, for_agency text, moment timestamptz) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT appointed(who, in_office, for_agency, 'coordinator', moment) OR appointed(who, in_office, for_agency, 'action_officer', moment)
$$;

CREATE FUNCTION meeting_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT is_consultation(NEW.case_id) THEN PERFORM refuse('not_in_procedure'); END IF;
  IF was_called_off(NEW.case_id) OR said_last(NEW.case_id, 'meeting_held') IS NOT NULL THEN PERFORM refuse('case_has_ended'); END IF;
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  IF NEW.meets_at <= NEW.at AND NOT EXISTS (SELECT FROM case_file c JOIN cycle y ON y.id = c.cycle
      WHERE c.id = NEW.case_id AND y.meeting_at = NEW.meets_at) THEN
    PERFORM refuse('meeting_in_the_past');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON meeting FOR EACH ROW EXECUTE FUNCTION meeting_gate();

CREATE FUNCTION topic_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT is_consultation(NEW.case_id) THEN PERFORM refuse('not_in_procedure'); END IF;
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  CASE TG_TABLE_NAME
    WHEN 'topic' THEN
      IF NOT speaks_for(NEW.person, NEW.office, NEW.agency, NEW.at) THEN PERFORM refuse('not_coordinator'); END IF;
    WHEN 'topic_link' THEN
      IF NOT EXISTS (SELECT FROM topic t WHERE t.id = NEW.topic AND t.case_id = NEW.case_id AND t.person = NEW.person) THEN
        PERFORM refuse('no_such_topic');
      END IF;
      -- A case that is hidden from the person is not there to be linked.
      IF NOT EXISTS (SELECT FROM case_file c WHERE c.id = NEW.linked AND c.level <= sec.level()
          AND (sec.watches() OR c.access && sec.agencies())) THEN
        RAISE EXCEPTION 'no_such_case' USING ERRCODE = 'OV004';
      END IF;
    ELSE
      IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
      IF NOT EXISTS (SELECT FROM topic t WHERE t.id = NEW.topic AND t.case_id = NEW.case_id) THEN
        PERFORM refuse('no_such_topic');
      END IF;
  END CASE;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON topic FOR EACH ROW EXECUTE FUNCTION topic_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON topic_link FOR EACH ROW EXECUTE FUNCTION topic_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON topic_decision FOR EACH ROW EXECUTE FUNCTION topic_gate();

-- Whoever has promised something sees the case in which it stands.
CREATE FUNCTION commitment_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT is_consultation(NEW.case_id) THEN PERFORM refuse('not_in_procedure'); END IF;
  IF was_called_off(NEW.case_id) OR said_last(NEW.case_id, 'commitments_tasked') IS NOT NULL THEN PERFORM refuse('case_has_ended'); END IF;
  IF said_last(NEW.case_id, 'meeting_held') IS DISTINCT FROM 'held' THEN PERFORM refuse('meeting_not_held'); END IF;
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  IF NEW.owner IS NOT NULL AND NOT EXISTS (SELECT FROM office o WHERE o.code = NEW.owner AND o.agency = NEW.agency) THEN
    PERFORM refuse('unknown_office');
  END IF;
  UPDATE case_file SET access = ARRAY(SELECT DISTINCT unnest(access || NEW.agency)) WHERE id = NEW.case_id;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON commitment FOR EACH ROW EXECUTE FUNCTION commitment_gate();

CREATE FUNCTION commitment_act_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  k commitment%ROWTYPE;
BEGIN
  IF was_called_off(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  SELECT * INTO k FROM commitment WHERE id = NEW.commitment AND case_id = NEW.case_id;
  IF NOT FOUND THEN PERFORM refuse('no_such_commitment'); END IF;
  IF NOT speaks_for(NEW.person, NEW.office, k.agency, NEW.at) AND NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN
    PERFORM refuse('not_coordinator');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON commitment_act FOR EACH ROW EXECUTE FUNCTION commitment_act_gate();

-- The conditions of a consultation's milestones beyond the table (domain/consultation.py).
CREATE FUNCTION consultation_milestone_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  t meeting%ROWTYPE;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  SELECT * INTO t FROM meeting WHERE case_id = NEW.case_id ORDER BY at DESC LIMIT 1;
  IF c.procedure <> 'consultation' THEN RETURN NEW; END IF;
  IF t.id IS NULL THEN PERFORM refuse('meeting_not_set'); END IF;
  CASE NEW.name
    WHEN 'topics_called' THEN
      -- The call lets those who will clear the book see it, so that they have a say in the agenda.
      UPDATE case_file SET access = ARRAY(SELECT DISTINCT unnest(access || ARRAY(SELECT e.agency
        FROM jsonb_each_text(c.equities) e (agency, clearance_right) WHERE e.clearance_right IN ('must_clear', 'clear_if_affected'))))
       WHERE id = NEW.case_id;
    WHEN 'agenda_set' THEN
      IF said_last(NEW.case_id, 'topics_called') IS NULL THEN PERFORM refuse('topics_not_called'); END IF;
      IF EXISTS (SELECT FROM topic o WHERE o.case_id = NEW.case_id AND NOT EXISTS (SELECT FROM topic_decision d WHERE d.topic = o.id)) THEN
        PERFORM refuse('topic_undecided');
      END IF;
      IF NOT EXISTS (SELECT FROM topic o WHERE o.case_id = NEW.case_id
          AND (SELECT d.included FROM topic_decision d WHERE d.topic = o.id ORDER BY d.at DESC LIMIT 1)) THEN
        PERFORM refuse('agenda_empty');
      END IF;
      IF c.high_level AND NEW.outcome <> 'high_level' THEN PERFORM refuse('high_level_forum'); END IF;
    WHEN 'principals_point' THEN
      IF NEW.ref !~ '^[1-9][0-9]{0,4}$' OR NEW.ref::integer > (SELECT jsonb_array_length(v.equities) FROM text_version v
          WHERE v.case_id = NEW.case_id AND v.version = NEW.version) THEN
        PERFORM refuse('no_such_paragraph');
      END IF;
    WHEN 'press_guidance' THEN
      IF NEW.outcome = 'issued' AND NOT sec.has_gone_out_under(NEW.case_id, 'public_statement') THEN
        PERFORM refuse('no_press_guidance');
      END IF;
    WHEN 'meeting_held' THEN
      IF NEW.outcome = 'held' AND (NEW.happened_at < t.meets_at - interval '2 days' OR NEW.happened_at > t.meets_at + interval '2 days') THEN
        PERFORM refuse('meeting_on_another_day');
      END IF;
    WHEN 'conclusions_agreed' THEN
      IF NEW.outcome = 'agreed' AND NOT sec.has_gone_out_under(NEW.case_id, 'summary_of_conclusions') THEN
        PERFORM refuse('no_summary_of_conclusions');
      END IF;
    WHEN 'commitments_tasked' THEN
      IF (NEW.outcome = 'tasked') <> EXISTS (SELECT FROM commitment k WHERE k.case_id = NEW.case_id) THEN
        PERFORM refuse('commitments_do_not_fit');
      END IF;
    ELSE NULL;
  END CASE;
  RETURN NEW;
END $$;
CREATE FUNCTION sec.has_gone_out_under(in_case uuid, of_procedure text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM case_file k JOIN release r ON r.case_id = k.id WHERE k.parent = in_case AND k.procedure = of_procedure
    AND NOT EXISTS (SELECT FROM recall w WHERE w.case_id = k.id))
$$;
CREATE TRIGGER c_consultation BEFORE INSERT ON milestone FOR EACH ROW EXECUTE FUNCTION consultation_milestone_gate();

-- A summary of conclusions is circulated under silence, always.
CREATE FUNCTION silence_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT NEW.default_clearance AND EXISTS (SELECT FROM case_file WHERE id = NEW.case_id AND procedure = 'summary_of_conclusions') THEN
    PERFORM refuse('silence_not_announced');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER d_silence BEFORE INSERT ON clearance_round FOR EACH ROW EXECUTE FUNCTION silence_gate();

-- A forum that issues no communique has none under it, however far below: press guidance only (S40a, S41).
CREATE FUNCTION communique_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF EXISTS (WITH RECURSIVE above AS (
      SELECT c.id, c.parent, c.procedure, c.communique FROM case_file c WHERE c.id = NEW.case_id
      UNION SELECT p.id, p.parent, p.procedure, p.communique FROM case_file p JOIN above a ON p.id = a.parent)
    SELECT FROM above WHERE procedure = 'consultation' AND NOT communique) THEN
    PERFORM refuse('no_communique_in_forum');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER d_communique BEFORE INSERT ON release FOR EACH ROW WHEN (NEW.channel LIKE '%communique%')
  EXECUTE FUNCTION communique_gate();
