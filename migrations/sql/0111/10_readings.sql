---------------------------------------------------------------- what stands, and over whom it was ruled
-- Who does not concur with that version, and since when: by the latest answer to any, or by a hold that became a
-- nonconcurrence and that no answer standing for that version has lifted since.
CREATE FUNCTION objections(in_case uuid, of_version integer) RETURNS TABLE (agency text, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT latest.agency, latest.at FROM (SELECT DISTINCT ON (s.agency) s.agency, s.response, s.at FROM sign_off s
      WHERE s.case_id = in_case ORDER BY s.agency, s.seq DESC) latest WHERE latest.response = 'nonconcur'
  UNION ALL SELECT h.agency, e.at FROM hold h JOIN hold_end e ON e.hold = h.id AND e.how = 'became_nonconcurrence'
   WHERE h.case_id = in_case AND NOT EXISTS (SELECT FROM sign_off s
     WHERE s.case_id = h.case_id AND s.agency = h.agency AND s.at > e.at AND (s.version = of_version
       OR EXISTS (SELECT FROM carry_over k WHERE k.sign_off = s.id AND k.version = of_version)))
$$;

CREATE OR REPLACE FUNCTION nonconcurring_now(in_case uuid, of_version integer) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT o.agency FROM objections(in_case, of_version) o
$$;

-- When a ruling below the President that binds this very text was made; null if none does.
CREATE FUNCTION clause_ruled_at(in_case uuid, of_version integer, of_digest text) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT max(r.at) FROM ruling r WHERE r.case_id = in_case AND r.outcome = 'clause_controls'
    AND settled_by(in_case, of_version, of_digest) IS NOT DISTINCT FROM 'clause'
$$;

-- Whether an agency had let its own time go by: asked in the last round before that instant, its time there was over, and
-- it had not answered; nor was it given an equity since. Silence that cleared is no answer.
CREATE FUNCTION delayed(in_case uuid, of_agency text, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM clearance_round r
    WHERE r.case_id = in_case AND of_agency = ANY (r.must_clear) AND own_time_ends(r, of_agency) < moment
      AND r.round = (SELECT max(x.round) FROM clearance_round x WHERE x.case_id = in_case AND x.at < moment)
      AND NOT EXISTS (SELECT FROM sign_off s WHERE s.case_id = in_case AND s.round = r.round AND s.agency = of_agency
        AND s.at < moment AND s.response <> 'cleared_by_default')
      AND NOT EXISTS (SELECT FROM carry_over k WHERE k.case_id = in_case AND k.round = r.round AND k.agency = of_agency)
      AND NOT EXISTS (SELECT FROM equity_act e WHERE e.case_id = in_case AND e.agency = of_agency
        AND e.act IN ('granted', 'imposed') AND e.at > moment))
$$;

-- Over whom a ruling below the President settles this very text: no Department, and never the NSC, which answers for him.
-- Of another agency it settles the objection that was there to be ruled on, and the delay that was over (2 FAM 1211).
CREATE FUNCTION ruled_over(in_case uuid, of_version integer, of_digest text, of_agency text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT CASE WHEN is_department(of_agency) OR of_agency = 'nsc' THEN false
      WHEN objected.at IS NULL THEN delayed(in_case, of_agency, ruled.at) ELSE objected.at < ruled.at END
    FROM (SELECT clause_ruled_at(in_case, of_version, of_digest) AS at) ruled,
      (SELECT max(o.at) AS at FROM objections(in_case, of_version) o WHERE o.agency = of_agency) objected
    WHERE ruled.at IS NOT NULL), false)
$$;

-- The responses that stand for a version: each agency's latest to it, else the one that was carried over to it.
CREATE FUNCTION standing_sign_offs(in_case uuid, of_version integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT own.id FROM (SELECT DISTINCT ON (s.agency) s.id FROM sign_off s
      WHERE s.case_id = in_case AND s.version = of_version ORDER BY s.agency, s.seq DESC) own
  UNION ALL SELECT k.sign_off FROM carry_over k WHERE k.case_id = in_case AND k.version = of_version
    AND NOT EXISTS (SELECT FROM sign_off s WHERE (s.case_id, s.version, s.agency) = (k.case_id, k.version, k.agency))
$$;

CREATE FUNCTION critical_comment_is_open(in_case uuid, of_version integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM comment k WHERE k.case_id = in_case AND k.kind = 'critical'
    AND k.sign_off IN (SELECT standing_sign_offs(in_case, of_version))
    AND NOT EXISTS (SELECT FROM comment_disposition d WHERE d.comment = k.id))
$$;
REVOKE ALL ON FUNCTION objections(uuid, integer), clause_ruled_at(uuid, integer, text), delayed(uuid, text, timestamptz),
  ruled_over(uuid, integer, text, text), standing_sign_offs(uuid, integer), critical_comment_is_open(uuid, integer) FROM PUBLIC;
