---------------------------------------------------------------- what the second gates read
-- Every gate of this revision stands behind the first one on its table (c_gate after b_gate), and asks what that does
-- not; so neither revision's functions have to know the other's.

CREATE FUNCTION thirty_days_after(since timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE
  SET search_path = pg_catalog, pg_temp AS $$
  SELECT ((since AT TIME ZONE 'America/New_York')::date + 31)::timestamp AT TIME ZONE 'America/New_York'
$$;

CREATE FUNCTION thirty_days_more(since timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE
  SET search_path = pg_catalog, pg_temp AS $$
  SELECT ((since AT TIME ZONE 'America/New_York') + interval '30 days') AT TIME ZONE 'America/New_York'
$$;

-- The highest mark of a text's portions, 1 (U) to 4 (TS); what cannot be read counts as the lowest.
CREATE FUNCTION highest_mark(words bytea) RETURNS integer LANGUAGE plpgsql IMMUTABLE
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT max(array_position(ARRAY['U', 'C', 'S', 'TS'], p ->> 'marking'))
            FROM jsonb_array_elements(convert_from(words, 'UTF8')::jsonb -> 'paragraphs') p);
EXCEPTION WHEN data_exception OR invalid_text_representation OR character_not_in_repertoire THEN
  RETURN 1;
END $$;

-- Who may read a version's words: before it is circulated the action agency and those who watch. A version that was
-- ruled on, or is put in while a split is open, is argued about by everybody who sees the case.
CREATE FUNCTION sec.reads_words(of_case uuid, of_version integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT EXISTS (SELECT FROM case_file c, sec.context w
    WHERE w.xid = pg_current_xact_id_if_assigned() AND c.id = of_case
      AND c.level <= w.level AND (w.watches OR c.access && w.agencies)
      AND (w.watches OR c.action_agency = ANY (w.agencies)
        OR EXISTS (SELECT FROM clearance_round r WHERE r.case_id = c.id AND r.version = of_version)
        OR EXISTS (SELECT FROM ruling r WHERE r.case_id = c.id AND r.version = of_version)
        OR split_is_open(c.id)))
$$;

-- Whether a version is marked lower than an earlier one; asked by whoever may read it.
CREATE FUNCTION lowers_a_mark(in_case uuid, of_version integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM text_version earlier JOIN text_version v ON v.case_id = earlier.case_id AND v.version = of_version
    WHERE earlier.case_id = in_case AND earlier.version < of_version AND sec.reads_words(in_case, of_version)
      AND highest_mark(v.canonical) < highest_mark(earlier.canonical))
$$;

-- Who does not concur with that version: by the latest answer to any, or by a hold that became a nonconcurrence and
-- that no answer standing for that version has lifted since.
CREATE FUNCTION nonconcurring_now(in_case uuid, of_version integer) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT latest.agency FROM (SELECT DISTINCT ON (agency) agency, response FROM sign_off WHERE case_id = in_case
      ORDER BY agency, seq DESC) latest WHERE latest.response = 'nonconcur'
  UNION SELECT h.agency FROM hold h JOIN hold_end e ON e.hold = h.id AND e.how = 'became_nonconcurrence'
   WHERE h.case_id = in_case AND NOT EXISTS (SELECT FROM sign_off s
     WHERE s.case_id = h.case_id AND s.agency = h.agency AND s.at > e.at AND (s.version = of_version
       OR EXISTS (SELECT FROM carry_over k WHERE k.sign_off = s.id AND k.version = of_version)))
$$;

CREATE FUNCTION answered_now(in_case uuid, of_version integer, of_agency text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM sign_off s WHERE s.case_id = in_case AND s.version = of_version AND s.agency = of_agency)
      OR EXISTS (SELECT FROM carry_over k WHERE k.case_id = in_case AND k.version = of_version AND k.agency = of_agency)
$$;

-- An office's latest answer to that version; null while there is none.
CREATE FUNCTION office_says(in_case uuid, of_version integer, of_office text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT o.response FROM office_clearance o WHERE o.case_id = in_case AND o.version = of_version AND o.office = of_office
   ORDER BY o.at DESC LIMIT 1
$$;

-- Offices asked in a round whose latest answer, to any version, is that they do not concur.
CREATE FUNCTION offices_nonconcurring_now(in_case uuid) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT latest.office FROM (SELECT DISTINCT ON (office) office, response FROM office_clearance WHERE case_id = in_case
    ORDER BY office, at DESC) latest WHERE latest.response = 'nonconcur'
$$;

-- When an agency's own time in a round is over, its extensions counted in; by statute not before its thirty days
-- since receipt.
CREATE FUNCTION own_time_ends(r clearance_round, of_agency text) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT greatest(r.suspense,
    (SELECT max(x.until) FROM extension x WHERE x.case_id = r.case_id AND x.round = r.round AND x.agency = of_agency),
    (SELECT x.full_time_at FROM receipt x WHERE r.preset IS NOT NULL AND x.case_id = r.case_id AND x.round = r.round
      AND x.agency = of_agency))
$$;

CREATE FUNCTION ladder_of(of_track text) RETURNS text[] LANGUAGE sql IMMUTABLE
  SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE of_track
    WHEN 'foreign_policy' THEN ARRAY['working_group', 'ig', 'sig_fp', 'nsc', 'president']
    WHEN 'defense_policy' THEN ARRAY['working_group', 'ig', 'sig_dp', 'nsc', 'president']
    WHEN 'economic_policy' THEN ARRAY['working_group', 'ig', 'sig_iep', 'nsc', 'president']
    WHEN 'trade' THEN ARRAY['tpsc', 'tprg', 'tpc', 'nsc', 'president'] END
$$;

CREATE FUNCTION chair_of(of_rung text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE of_rung WHEN 'ig' THEN 'ig.japan' WHEN 'sig_fp' THEN 'sig.fp' WHEN 'sig_dp' THEN 'sig.dp'
    WHEN 'sig_iep' THEN 'sig.iep' WHEN 'tpsc' THEN 'tpsc.chair' WHEN 'tprg' THEN 'tprg.chair'
    WHEN 'tpc' THEN 'tpc.chair' END
$$;

-- The fewest days that a split stays at a rung before time refers it up: a working day is at least a day, but for the
-- first, which may be nearly over.
CREATE FUNCTION fewest_days_at(of_rung text) RETURNS interval LANGUAGE sql IMMUTABLE
  SET search_path = pg_catalog, pg_temp AS $$
  SELECT (CASE of_rung WHEN 'working_group' THEN 2 WHEN 'nsc' THEN 10 WHEN 'president' THEN 10 ELSE 5 END - 1)
    * interval '1 day'
$$;

-- In these functions `appointed` holds the appointment's row, so that nobody ends it before this act is committed.
CREATE FUNCTION of_nsc(who uuid, in_office text, moment timestamptz) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT appointed(who, in_office, 'nsc', 'nsc_staff', moment) OR appointed(who, in_office, 'nsc', 'apnsa', moment)
$$;

-- Who speaks for a rung: the action office's officer in conciliation, a body's chair, the Assistant to the President,
-- the President.
CREATE FUNCTION presides(who uuid, in_office text, in_case uuid, at_rung text, moment timestamptz) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE at_rung
    WHEN 'president' THEN appointed(who, in_office, 'white-house', 'president', moment)
    WHEN 'nsc' THEN appointed(who, in_office, 'nsc', 'apnsa', moment)
    WHEN 'working_group' THEN of_action_office(who, in_office, in_case, moment)
    ELSE in_office IS NOT DISTINCT FROM chair_of(at_rung) AND EXISTS (SELECT FROM office o WHERE o.code = in_office
      AND appointed(who, in_office, o.agency, 'chair', moment)) END
$$;

-- The highest grade that signed an agency's losing position: its answer, its hold, its paper in the split.
CREATE FUNCTION losing_grade(in_case uuid, of_split uuid, of_agency text) RETURNS smallint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(greatest(
    (SELECT s.grade FROM sign_off s WHERE s.case_id = in_case AND s.agency = of_agency ORDER BY s.seq DESC LIMIT 1),
    (SELECT max(h.grade) FROM hold h JOIN hold_end e ON e.hold = h.id AND e.how = 'became_nonconcurrence'
      WHERE h.case_id = in_case AND h.agency = of_agency),
    (SELECT max(p.grade) FROM split_position p WHERE p.split = of_split AND p.agency = of_agency)), 1::smallint)
$$;
