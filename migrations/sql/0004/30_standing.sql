-- What stands: positions in force, what a text rests on, what has gone stale. Functions without SECURITY DEFINER read as
-- whoever asks: a gate sees all, a person what they may see.

CREATE FUNCTION issue_level(of_issue text, with_counterpart text) RETURNS smallint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(max(level), 3)::smallint FROM mandate WHERE issue = of_issue AND counterpart = with_counterpart
$$;

-- Whoever has an equity in the issue under any mandate, and whose the action is.
CREATE FUNCTION issue_agencies(of_issue text, with_counterpart text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT ARRAY(SELECT m.action_agency FROM mandate m WHERE m.issue = of_issue AND m.counterpart = with_counterpart
    UNION SELECT e.agency FROM mandate_equity e JOIN mandate m ON m.edition_id = e.edition_id AND m.code = e.mandate
      WHERE m.issue = of_issue AND m.counterpart = with_counterpart ORDER BY 1)
$$;

CREATE FUNCTION issue_action_agencies(of_issue text, with_counterpart text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT ARRAY(SELECT DISTINCT m.action_agency FROM mandate m WHERE m.issue = of_issue AND m.counterpart = with_counterpart)
$$;

CREATE FUNCTION in_force(of_position uuid, moment timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM position_period p WHERE p.position = of_position AND upper_inf(p.known) AND p.valid @> moment)
$$;

-- Whether the person entered may see the case, asked where row-level security does not ask it.
CREATE FUNCTION sees_case(in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT EXISTS (SELECT FROM case_file c WHERE c.id = in_case AND c.level <= sec.level()
    AND (sec.watches() OR c.access && sec.agencies()))
$$;

-- The same of a position. A text's readers may read what the text rests on: a cite discloses the position to them.
CREATE FUNCTION sees_position(of_position uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT EXISTS (SELECT FROM position p WHERE p.id = of_position AND p.level <= sec.level()
    AND (sec.watches() OR p.access && sec.agencies()
      OR EXISTS (SELECT FROM cite k WHERE k.position = p.id AND sees_case(k.case_id))))
$$;

-- What a version rests on: the positions that it cites, and the one that was made of it.
CREATE FUNCTION rests_on(in_case uuid, of_version integer) RETURNS TABLE (on_position uuid) LANGUAGE sql STABLE AS $$
  SELECT k.position FROM cite k WHERE k.case_id = in_case AND k.version = of_version
  UNION SELECT a.id FROM adoption a WHERE a.case_id = in_case AND a.version = of_version
$$;

-- Of these, the ones not in force; what a text itself superseded is not counted against it.
CREATE FUNCTION stale(in_case uuid, of_version integer, moment timestamptz) RETURNS TABLE (on_position uuid)
LANGUAGE sql STABLE AS $$
  SELECT r.on_position FROM rests_on(in_case, of_version) r JOIN position p ON p.id = r.on_position
   WHERE NOT in_force(r.on_position, moment)
     AND NOT EXISTS (SELECT FROM adoption a WHERE a.case_id = in_case AND a.version = of_version AND a.supersedes = r.on_position)
$$;

-- The voice that speaks now where an ended position did.
CREATE FUNCTION successor(of_position uuid, moment timestamptz) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT n.id FROM position o JOIN position n
    ON (n.issue, n.counterpart, n.audience) = (o.issue, o.counterpart, o.audience) AND n.id <> o.id
   WHERE o.id = of_position AND in_force(n.id, moment) LIMIT 1
$$;

-- To whom a text speaks: as its draft of a position says, else by its procedure.
CREATE FUNCTION text_audience(in_case uuid, of_version integer) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT d.audience FROM position_draft d WHERE d.case_id = in_case AND d.version = of_version),
    (SELECT CASE c.procedure WHEN 'public_statement' THEN 'public' ELSE 'private' END FROM case_file c WHERE c.id = in_case))
$$;

CREATE FUNCTION conflict_is_open(in_case uuid, of_version integer) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM conflict k WHERE k.case_id = in_case AND k.version = of_version AND NOT EXISTS
    (SELECT FROM conflict_ruling r WHERE r.conflict = k.id AND r.outcome IN ('no_contradiction', 'text_stands')))
$$;

-- An open text that has to be cleared again because what it rests on is no longer the Government's position.
CREATE FUNCTION needs_reclear(in_case uuid, of_version integer) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (SELECT FROM release r WHERE r.case_id = in_case)
     AND NOT EXISTS (SELECT FROM withdrawal w WHERE w.case_id = in_case)
     AND EXISTS (SELECT FROM stale(in_case, of_version, sec.now()))
$$;

-- Whether every agency that must clear has said that the released text stands on what took an ended position's place.
CREATE FUNCTION reaffirmed(in_case uuid, of_position uuid, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT sees_case(in_case) AND successor(of_position, moment) IS NOT NULL AND NOT EXISTS (SELECT FROM must_clear_now(in_case) asked (agency)
    WHERE NOT EXISTS (SELECT FROM reaffirmation r JOIN release o ON o.case_id = r.case_id
      WHERE r.case_id = in_case AND r.agency = asked.agency AND r.position = successor(of_position, moment)
        AND (r.version, r.digest) = (o.version, o.digest)))
$$;

-- A released text that may not be delivered as things stand.
CREATE FUNCTION stopped_by(in_case uuid, moment timestamptz) RETURNS TABLE (on_position uuid) LANGUAGE sql STABLE AS $$
  SELECT s.on_position FROM release r CROSS JOIN LATERAL stale(in_case, r.version, moment) s
   WHERE r.case_id = in_case AND NOT reaffirmed(in_case, s.on_position, moment)
     AND NOT EXISTS (SELECT FROM recall x WHERE x.case_id = in_case)
     AND NOT EXISTS (SELECT FROM milestone m WHERE m.case_id = in_case AND m.name = 'delivered')
$$;

-- Every bump in the same order, so that no two wait for each other.
CREATE FUNCTION bump_voices(positions uuid[], own_issue text, own_counterpart text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  voice record;
BEGIN
  FOR voice IN
    SELECT k.issue, k.counterpart, k.audience FROM position_key k
     WHERE (k.issue, k.counterpart) = (own_issue, own_counterpart)
        OR EXISTS (SELECT FROM position p WHERE p.id = ANY (positions)
             AND (p.issue, p.counterpart, p.audience) = (k.issue, k.counterpart, k.audience))
     ORDER BY k.issue, k.counterpart, k.audience
  LOOP
    UPDATE position_key k SET n = n + 1
     WHERE (k.issue, k.counterpart, k.audience) = (voice.issue, voice.counterpart, voice.audience);
  END LOOP;
END $$;
