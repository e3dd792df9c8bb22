-- The gates: what may become a position, what may rest on one, what contradicts, and who may say so.

---------------------------------------------------------------- with the version, before it is circulated
CREATE FUNCTION with_version_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  IF NEW.version IS DISTINCT FROM (SELECT head_version FROM case_file WHERE id = NEW.case_id) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  IF EXISTS (SELECT FROM clearance_round r WHERE r.case_id = NEW.case_id AND r.version = NEW.version) THEN
    PERFORM refuse('already_circulated');
  END IF;
  IF TG_TABLE_NAME = 'assertion' THEN
    IF NEW.paragraph NOT BETWEEN 1 AND (SELECT jsonb_array_length(v.equities) FROM text_version v
        WHERE v.case_id = NEW.case_id AND v.version = NEW.version) THEN
      PERFORM refuse('no_such_paragraph');
    END IF;
  END IF;
  RETURN NEW;
END $$;

-- A position is cited by who may see it, while it is in force.
CREATE FUNCTION cite_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT sees_position(NEW.position) THEN PERFORM refuse('no_such_position'); END IF;
  PERFORM bump_voices(ARRAY[NEW.position], NULL, NULL);
  IF NOT in_force(NEW.position, NEW.at) THEN PERFORM refuse('position_not_in_force'); END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION marks_of(in_case uuid, of_version integer) RETURNS TABLE (number integer, level smallint, text text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.n::integer, (array_position(ARRAY['U', 'C', 'S', 'TS'], p.value ->> 'marking') - 1)::smallint, p.value ->> 'text'
    FROM text_version v CROSS JOIN LATERAL
      jsonb_array_elements(convert_from(v.canonical, 'UTF8')::jsonb -> 'paragraphs') WITH ORDINALITY p (value, n)
   WHERE v.case_id = in_case AND v.version = of_version
$$;

-- Each paragraph makes one part at most; who is cleared for the issue can read the bottom line; public words are (U). What
-- it is to take the place of is named here, and so cleared with it.
CREATE FUNCTION position_draft_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  named integer[] := NEW.bottom_line || NEW.talking_points || NEW.fallback || NEW.do_not_say;
  limit_level smallint;
  voice record;
BEGIN
  IF NEW.digest IS DISTINCT FROM (SELECT head_digest FROM case_file WHERE id = NEW.case_id) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  IF EXISTS (SELECT FROM unnest(named) n WHERE n NOT IN (SELECT m.number FROM marks_of(NEW.case_id, NEW.version) m)) THEN
    PERFORM refuse('no_such_paragraph');
  END IF;
  IF cardinality(named) <> (SELECT count(DISTINCT n) FROM unnest(named) n) THEN PERFORM refuse('paragraph_in_two_parts'); END IF;
  IF EXISTS (SELECT FROM unnest(NEW.access || NEW.fallback_access) a WHERE a NOT IN (SELECT code FROM agency)) THEN
    PERFORM refuse('unknown_agency');
  END IF;
  SELECT m.issue, m.counterpart INTO voice
    FROM case_file c JOIN mandate m ON (m.edition_id, m.code) = (c.edition_id, c.mandate) WHERE c.id = NEW.case_id;
  limit_level := CASE NEW.audience WHEN 'public' THEN 0 ELSE issue_level(voice.issue, voice.counterpart) END;
  IF NEW.supersedes IS NOT NULL AND (NOT sees_position(NEW.supersedes) OR NOT EXISTS (SELECT FROM position p
      WHERE p.id = NEW.supersedes AND (p.issue, p.counterpart, p.audience) = (voice.issue, voice.counterpart, NEW.audience))) THEN
    PERFORM refuse('no_such_position');
  END IF;
  IF EXISTS (SELECT FROM marks_of(NEW.case_id, NEW.version) m WHERE m.level > limit_level
      AND m.number = ANY (NEW.bottom_line || CASE NEW.audience WHEN 'public' THEN NEW.talking_points ELSE '{}' END)) THEN
    PERFORM refuse('part_marked_too_high');
  END IF;
  IF NEW.until <= NEW.at THEN PERFORM refuse('until_in_the_past'); END IF;
  RETURN NEW;
END $$;

-- A response stands for another version only if that rests on the same positions and would make the same one or none.
CREATE FUNCTION carry_over_basis_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF EXISTS ((SELECT position FROM cite WHERE case_id = NEW.case_id AND version = NEW.from_version
        EXCEPT SELECT position FROM cite WHERE case_id = NEW.case_id AND version = NEW.version)
      UNION ALL (SELECT position FROM cite WHERE case_id = NEW.case_id AND version = NEW.version
        EXCEPT SELECT position FROM cite WHERE case_id = NEW.case_id AND version = NEW.from_version)) THEN
    PERFORM refuse('rests_on_other_positions');
  END IF;
  RETURN NEW;
END $$;

---------------------------------------------------------------- into force
-- Before the entry is written: lock the voice, and take the instant from which the change is known under that lock. So whatever
-- went out on the old position has an earlier instant, and whatever comes later sees the change.
CREATE FUNCTION take_voice() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT sees_case(NEW.case_id) THEN
    RAISE EXCEPTION 'no_such_case' USING ERRCODE = 'OV004';
  END IF;
  IF TG_TABLE_NAME = 'adoption' THEN
    SELECT m.issue, m.counterpart, d.audience, d.until, d.supersedes
      INTO NEW.issue, NEW.counterpart, NEW.audience, NEW.until, NEW.supersedes
      FROM case_file c JOIN mandate m ON (m.edition_id, m.code) = (c.edition_id, c.mandate)
      JOIN position_draft d ON d.case_id = c.id AND d.version = NEW.version AND d.digest = NEW.digest
     WHERE c.id = NEW.case_id;
    IF NOT FOUND THEN PERFORM refuse('no_position_drafted'); END IF;
    PERFORM bump_voices('{}', NEW.issue, NEW.counterpart);
    NEW.known_from := sec.now();
    NEW.in_force_from := coalesce(NEW.in_force_from, NEW.known_from);
  ELSE
    IF NOT EXISTS (SELECT FROM adoption a WHERE a.id = NEW.position AND a.case_id = NEW.case_id) THEN
      PERFORM refuse('no_such_position');
    END IF;
    PERFORM bump_voices(ARRAY[NEW.position], NULL, NULL);
    NEW.known_from := sec.now();
  END IF;
  RETURN NEW;
END $$;

-- What the text lacks to become the Government's position; null if nothing. As the gate before release, but every agency
-- that must clear has answered to these very words itself: nothing carried over, and no silence.
CREATE FUNCTION lacks_for_adoption(in_case uuid, of_version integer, of_digest text) RETURNS text
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

CREATE FUNCTION adoption_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  lack text;
BEGIN
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  -- Whoever adopts may know of any position on the issue, so that a refusal tells them nothing that is not theirs to know.
  IF sec.level() < issue_level(NEW.issue, NEW.counterpart) THEN PERFORM refuse('not_cleared_for_issue'); END IF;
  IF EXISTS (SELECT FROM adoption a WHERE a.case_id = NEW.case_id AND a.version = NEW.version) THEN
    PERFORM refuse('already_adopted');
  END IF;
  lack := lacks_for_adoption(NEW.case_id, NEW.version, NEW.digest);
  IF lack IS NOT NULL THEN PERFORM refuse(lack); END IF;
  IF EXISTS (SELECT FROM cite k WHERE k.case_id = NEW.case_id AND k.version = NEW.version
      AND k.position IS DISTINCT FROM NEW.supersedes AND NOT in_force(k.position, NEW.at)) THEN
    PERFORM refuse('position_not_in_force');
  END IF;
  IF NEW.in_force_from < (SELECT min(a.at) FROM approval a WHERE a.case_id = NEW.case_id AND a.version = NEW.version)
     OR NEW.in_force_from >= NEW.until THEN
    PERFORM refuse('in_force_out_of_range');
  END IF;
  RETURN NEW;
END $$;

-- Close what is known of a position's period at an instant; what remains of it ends at another.
CREATE FUNCTION end_period(of_position uuid, ends timestamptz, known_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  was record;
BEGIN
  UPDATE position_period p SET known = tstzrange(lower(p.known), known_now)
   WHERE p.position = of_position AND upper_inf(p.known) AND (upper_inf(p.valid) OR upper(p.valid) > known_now)
   RETURNING p.issue, p.counterpart, p.audience, p.valid INTO was;
  IF NOT FOUND THEN RETURN false; END IF;
  IF ends > lower(was.valid) THEN
    INSERT INTO position_period VALUES (of_position, was.issue, was.counterpart, was.audience,
      tstzrange(lower(was.valid), least(ends, upper(was.valid))), tstzrange(known_now, NULL));
  END IF;
  RETURN true;
END $$;

-- The position itself, with the words of the cleared text and no others. A second voice is refused in one way, whatever the
-- first one is: the constraint's own words would tell.
CREATE FUNCTION put_in_force() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  d record;
BEGIN
  IF NEW.supersedes IS NOT NULL THEN
    IF NOT end_period(NEW.supersedes, NEW.in_force_from, NEW.known_from) THEN PERFORM refuse('position_not_in_force'); END IF;
  END IF;
  SELECT * INTO d FROM position_draft WHERE case_id = NEW.case_id AND version = NEW.version;
  INSERT INTO position SELECT NEW.id, NEW.issue, NEW.counterpart, NEW.audience, issue_level(NEW.issue, NEW.counterpart),
      ARRAY(SELECT DISTINCT unnest(coalesce(d.access, issue_agencies(NEW.issue, NEW.counterpart))
        || issue_action_agencies(NEW.issue, NEW.counterpart) || c.action_agency) ORDER BY 1),
      NEW.until, NEW.supersedes, c.action_agency, NEW.at
    FROM case_file c WHERE c.id = NEW.case_id;
  BEGIN
    INSERT INTO position_period VALUES (NEW.id, NEW.issue, NEW.counterpart, NEW.audience,
      tstzrange(NEW.in_force_from, NEW.until), tstzrange(NEW.known_from, NULL));
  EXCEPTION WHEN exclusion_violation THEN
    PERFORM refuse('position_in_force');
  END;
  INSERT INTO position_part
    SELECT NEW.id, named.part, named.n, m.number, m.level,
           CASE named.part WHEN 'fallback' THEN d.fallback_access ELSE '{}' END, m.text
      FROM (SELECT 'bottom_line' AS part, x.* FROM unnest(d.bottom_line) WITH ORDINALITY x (number, n)
        UNION ALL SELECT 'talking_points', x.* FROM unnest(d.talking_points) WITH ORDINALITY x (number, n)
        UNION ALL SELECT 'fallback', x.* FROM unnest(d.fallback) WITH ORDINALITY x (number, n)
        UNION ALL SELECT 'do_not_say', x.* FROM unnest(d.do_not_say) WITH ORDINALITY x (number, n)) named
      JOIN marks_of(NEW.case_id, NEW.version) m ON m.number = named.number;
  -- What a paragraph asserts is read by who reads the paragraph; what belongs to no part of the position stays in the case.
  INSERT INTO position_assertion
    SELECT NEW.id, a.ordinal, p.part, coalesce(p.level, issue_level(NEW.issue, NEW.counterpart)), coalesce(p.access, '{}'),
           a.issue, a.statement
      FROM assertion a LEFT JOIN position_part p ON p.position = NEW.id AND p.paragraph = a.paragraph
     WHERE a.case_id = NEW.case_id AND a.version = NEW.version AND (a.paragraph IS NULL OR p.part IS NOT NULL);
  PERFORM know_position(NEW.id);
  RETURN NULL;
END $$;

CREATE FUNCTION retirement_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  IF NOT end_period(NEW.position, NEW.known_from, NEW.known_from) THEN PERFORM refuse('position_not_in_force'); END IF;
  INSERT INTO position_retired VALUES (NEW.position, NEW.id, NEW.at);
  RETURN NEW;
END $$;

---------------------------------------------------------------- out
-- Invariants 1 and 2 at release: what the text rests on is in force at that instant, and it rests on what is in force on its
-- own issue. It runs after the case's row moved, and moves the voices' rows: so it conflicts with every change of a position.
CREATE FUNCTION release_cites_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  m record;
BEGIN
  SELECT o.issue, o.counterpart INTO m FROM case_file c JOIN mandate o ON (o.edition_id, o.code) = (c.edition_id, c.mandate)
   WHERE c.id = NEW.case_id;
  PERFORM bump_voices(ARRAY(SELECT on_position FROM rests_on(NEW.case_id, NEW.version)), m.issue, m.counterpart);
  IF EXISTS (SELECT FROM stale(NEW.case_id, NEW.version, NEW.at)) THEN PERFORM refuse('position_not_in_force'); END IF;
  IF EXISTS (SELECT FROM position_period p WHERE (p.issue, p.counterpart) = (m.issue, m.counterpart)
      AND p.audience = text_audience(NEW.case_id, NEW.version) AND upper_inf(p.known) AND p.valid @> NEW.at
      AND p.position NOT IN (SELECT on_position FROM rests_on(NEW.case_id, NEW.version))) THEN
    PERFORM refuse('position_not_cited');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION release_conflicts_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF conflict_is_open(NEW.case_id, NEW.version) THEN PERFORM refuse('conflict_open'); END IF;
  RETURN NEW;
END $$;

-- What was released on a position that ended is not handed over, until it is recalled or cleared again on the new one.
CREATE FUNCTION delivery_cites_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  out_version integer;
BEGIN
  IF NEW.name <> 'delivered' THEN RETURN NEW; END IF;
  SELECT version INTO out_version FROM release WHERE case_id = NEW.case_id;
  PERFORM bump_voices(ARRAY(SELECT on_position FROM rests_on(NEW.case_id, out_version)), NULL, NULL);
  IF EXISTS (SELECT FROM stopped_by(NEW.case_id, NEW.at)) THEN PERFORM refuse('position_superseded'); END IF;
  IF conflict_is_open(NEW.case_id, out_version) THEN PERFORM refuse('conflict_open'); END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION reaffirmation_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT sees_position(NEW.position) THEN PERFORM refuse('no_such_position'); END IF;
  IF NOT EXISTS (SELECT FROM release r WHERE (r.case_id, r.version, r.digest) = (NEW.case_id, NEW.version, NEW.digest))
     OR NOT EXISTS (SELECT FROM stopped_by(NEW.case_id, NEW.at) s WHERE successor(s.on_position, NEW.at) = NEW.position) THEN
    PERFORM refuse('nothing_to_reaffirm');
  END IF;
  IF NEW.agency NOT IN (SELECT must_clear_now(NEW.case_id)) THEN PERFORM refuse('no_clearance_right'); END IF;
  IF NOT appointed(NEW.person, NEW.office, NEW.agency, 'coordinator', NEW.at) THEN PERFORM refuse('not_coordinator'); END IF;
  IF wrote(NEW.person, NEW.case_id)
     OR EXISTS (SELECT FROM approval WHERE case_id = NEW.case_id AND person = NEW.person) THEN
    PERFORM refuse('duties_separated');
  END IF;
  IF EXISTS (SELECT FROM reaffirmation WHERE (case_id, agency, position) = (NEW.case_id, NEW.agency, NEW.position)) THEN
    PERFORM refuse('already_answered');
  END IF;
  IF EXISTS (SELECT FROM reaffirmation WHERE case_id = NEW.case_id AND person = NEW.person AND agency <> NEW.agency) THEN
    PERFORM refuse('one_human_one_seat');
  END IF;
  RETURN NEW;
END $$;

---------------------------------------------------------------- contradictions
-- Found by the checker in whoever's transaction it runs; of the current text, up to its delivery.
CREATE FUNCTION conflict_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NEW.with_position IS NOT NULL AND NOT sees_position(NEW.with_position)
     OR NEW.with_case IS NOT NULL AND NOT sees_case(NEW.with_case) THEN
    PERFORM refuse('no_such_position');
  END IF;
  IF EXISTS (SELECT FROM withdrawal WHERE case_id = NEW.case_id) OR EXISTS (SELECT FROM recall WHERE case_id = NEW.case_id)
     OR EXISTS (SELECT FROM milestone WHERE case_id = NEW.case_id AND name = 'delivered') THEN
    PERFORM refuse('case_has_ended');
  END IF;
  IF NOT EXISTS (SELECT FROM case_file c WHERE c.id = NEW.case_id
      AND (c.head_version, c.head_digest) = (NEW.version, NEW.digest)) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  RETURN NEW;
END $$;

-- A chair, the Assistant to the President or the President reads what the directive and the position mean; that a text may
-- go out against them only the President says.
CREATE FUNCTION conflict_ruling_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM conflict k WHERE k.id = NEW.conflict AND k.case_id = NEW.case_id AND k.level <= sec.level()) THEN
    PERFORM refuse('no_such_conflict');
  END IF;
  IF NOT EXISTS (SELECT FROM appointment a JOIN person p ON p.id = a.person AND p.active
      WHERE a.person = NEW.person AND a.office = NEW.office
        AND (a.capacity = 'president' OR a.capacity IN ('chair', 'apnsa') AND NEW.outcome <> 'text_stands')
        AND a.valid_from <= NEW.at AND (a.valid_to IS NULL OR a.valid_to > NEW.at)) THEN
    PERFORM refuse(CASE NEW.outcome WHEN 'text_stands' THEN 'only_the_president' ELSE 'not_the_decider' END);
  END IF;
  IF wrote(NEW.person, NEW.case_id) THEN PERFORM refuse('duties_separated'); END IF;
  IF EXISTS (SELECT FROM conflict_ruling WHERE conflict = NEW.conflict) THEN PERFORM refuse('already_ruled'); END IF;
  IF NEW.precedent IS NOT NULL AND NOT EXISTS (SELECT FROM conflict_ruling r JOIN conflict earlier ON earlier.id = r.conflict
      JOIN conflict k ON k.id = NEW.conflict AND k.likeness = earlier.likeness
      WHERE r.id = NEW.precedent AND sees_case(r.case_id) AND earlier.level <= sec.level()) THEN
    PERFORM refuse('no_such_precedent');
  END IF;
  RETURN NEW;
END $$;

---------------------------------------------------------------- after the meeting, and who holds what
CREATE FUNCTION said_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM release WHERE case_id = NEW.case_id) THEN PERFORM refuse('not_released'); END IF;
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at)
     AND NOT appointed(NEW.person, NEW.office, 'state', 'post', NEW.at) THEN
    PERFORM refuse('not_post');
  END IF;
  RETURN NEW;
END $$;

-- Drift is what the checker made of words that the same person filed in the same transaction.
CREATE FUNCTION drift_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM said s WHERE s.id = NEW.said AND (s.case_id, s.person, s.office) = (NEW.case_id, NEW.person, NEW.office)) THEN
    PERFORM refuse('not_your_report');
  END IF;
  IF NOT sees_position(NEW.position) THEN PERFORM refuse('no_such_position'); END IF;
  RETURN NEW;
END $$;

-- A page is replaced by words that went out through the gate themselves, and whose holders are the same.
CREATE FUNCTION page_change_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT sees_case(NEW.by_case) THEN
    RAISE EXCEPTION 'no_such_case' USING ERRCODE = 'OV004';
  END IF;
  IF NOT EXISTS (SELECT FROM release WHERE case_id = NEW.case_id) OR NOT EXISTS (SELECT FROM release WHERE case_id = NEW.by_case)
     OR EXISTS (SELECT FROM recall WHERE case_id IN (NEW.case_id, NEW.by_case)) THEN
    PERFORM refuse('not_released');
  END IF;
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  IF EXISTS (SELECT FROM case_file o, case_file n WHERE o.id = NEW.case_id AND n.id = NEW.by_case
      AND (n.level > o.level OR NOT n.access @> o.access OR n.mandate <> o.mandate)) THEN
    PERFORM refuse('holders_differ');
  END IF;
  IF EXISTS (SELECT FROM unnest(NEW.paragraphs) n WHERE n NOT IN (SELECT m.number FROM release r, marks_of(r.case_id, r.version) m
      WHERE r.case_id = NEW.case_id)) THEN
    PERFORM refuse('no_such_paragraph');
  END IF;
  RETURN NEW;
END $$;

-- What made the paper stale that the holders of a case have; what was cleared again is not stale.
CREATE FUNCTION notices_of(in_case uuid) RETURNS TABLE (notice uuid, kind text, since timestamptz, by_position uuid, by_case uuid)
LANGUAGE sql STABLE AS $$
  SELECT x.id, 'recall', x.at, NULL::uuid, NULL::uuid FROM recall x WHERE x.case_id = in_case
  UNION ALL SELECT g.id, 'page_change', g.at, NULL, g.by_case FROM page_change g WHERE g.case_id = in_case
  UNION ALL SELECT n.id, 'supersession', n.adopted_at, n.id, NULL FROM release r
      CROSS JOIN LATERAL rests_on(in_case, r.version) b JOIN position n ON n.supersedes = b.on_position
     WHERE r.case_id = in_case AND n.id NOT IN (SELECT a.id FROM adoption a WHERE a.case_id = in_case)
       AND NOT reaffirmed(in_case, b.on_position, sec.now())
  UNION ALL SELECT t.notice, 'retirement', t.at, NULL, NULL FROM release r
      CROSS JOIN LATERAL rests_on(in_case, r.version) b JOIN position_retired t ON t.position = b.on_position
     WHERE r.case_id = in_case
$$;

-- Who holds a released text: every agency on its list, and every post, which gets it by front channel.
CREATE FUNCTION holders_of(in_case uuid) RETURNS TABLE (holder text, is_post boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT unnest(c.access), false FROM case_file c JOIN release r ON r.case_id = c.id WHERE c.id = in_case AND sees_case(in_case)
  UNION SELECT DISTINCT a.office, true FROM appointment a JOIN release r ON r.case_id = in_case
   WHERE a.capacity = 'post' AND r.channel = 'front_channel_cable' AND a.valid_from <= sec.now()
     AND (a.valid_to IS NULL OR a.valid_to > sec.now()) AND sees_case(in_case)
$$;

CREATE FUNCTION acknowledgement_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM notices_of(NEW.case_id) n WHERE n.notice = NEW.notice) THEN PERFORM refuse('no_such_notice'); END IF;
  IF NOT EXISTS (SELECT FROM holders_of(NEW.case_id) h WHERE h.holder = NEW.holder) THEN PERFORM refuse('not_a_holder'); END IF;
  IF NOT EXISTS (SELECT FROM appointment a JOIN office o ON o.code = a.office WHERE a.person = NEW.person AND a.office = NEW.office
      AND a.valid_from <= NEW.at AND (a.valid_to IS NULL OR a.valid_to > NEW.at)
      AND (a.capacity = 'post' AND a.office = NEW.holder
        OR a.capacity IN ('coordinator', 'action_officer') AND o.agency = NEW.holder)) THEN
    PERFORM refuse('not_your_copy');
  END IF;
  IF EXISTS (SELECT FROM acknowledgement WHERE (case_id, notice, holder) = (NEW.case_id, NEW.notice, NEW.holder)) THEN
    PERFORM refuse('already_answered');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION exception_answer_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NEW.kind = 'drift' THEN
    IF NOT EXISTS (SELECT FROM drift d WHERE d.id = NEW.about AND d.case_id = NEW.case_id) THEN PERFORM refuse('no_such_exception'); END IF;
    IF NOT appointed(NEW.person, NEW.office, 'nsc', 'nsc_staff', NEW.at)
       AND NOT appointed(NEW.person, NEW.office, 'nsc', 'apnsa', NEW.at) THEN
      PERFORM refuse('not_nsc');
    END IF;
  ELSE
    IF NOT EXISTS (SELECT FROM release r CROSS JOIN LATERAL rests_on(r.case_id, r.version) b
        WHERE r.case_id = NEW.case_id AND b.on_position = NEW.about AND NOT in_force(b.on_position, NEW.at)) THEN
      PERFORM refuse('no_such_exception');
    END IF;
    IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  END IF;
  IF EXISTS (SELECT FROM exception_answer WHERE (case_id, about) = (NEW.case_id, NEW.about)) THEN
    PERFORM refuse('already_answered');
  END IF;
  RETURN NEW;
END $$;

-- Of a period nothing changes but that it is known no longer.
CREATE FUNCTION only_closes() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'UPDATE' OR (OLD.position, OLD.issue, OLD.counterpart, OLD.audience, OLD.valid, lower(OLD.known))
      IS DISTINCT FROM (NEW.position, NEW.issue, NEW.counterpart, NEW.audience, NEW.valid, lower(NEW.known))
     OR NOT upper_inf(OLD.known) OR upper_inf(NEW.known) THEN
    RAISE EXCEPTION 'facts_never_change' USING ERRCODE = 'OV002';
  END IF;
  RETURN NEW;
END $$;
