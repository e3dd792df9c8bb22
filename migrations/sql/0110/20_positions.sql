-- No position comes into force over the Legal Adviser, nor out of a text that nobody clears.
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
  -- An office asked beside its agency speaks for itself, as before a release.
  IF EXISTS (SELECT FROM clearance_round o, unnest(o.offices) asked (office)
      WHERE o.case_id = in_case AND o.round = (SELECT max(round) FROM clearance_round WHERE case_id = in_case)
        AND coalesce((SELECT a.response FROM office_clearance a WHERE (a.case_id, a.version, a.digest, a.office)
              = (in_case, of_version, of_digest, asked.office) ORDER BY a.at DESC LIMIT 1), '')
            NOT IN ('concur', 'concur_with_comment', 'no_equity')) THEN
    RETURN 'not_spoken_for';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION position_of_monitoring_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM case_file c WHERE c.id = NEW.case_id AND c.procedure = 'monitoring') THEN
    PERFORM refuse('no_position_of_monitoring');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_monitoring BEFORE INSERT ON position_draft FOR EACH ROW EXECUTE FUNCTION position_of_monitoring_gate();

-- Information gives no right of clearance (2 FAM 1211), so it stops no text: a contradiction that only a person sees is
-- raised for an agency that clears, for the action office or for the NSC.
CREATE FUNCTION raised_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM office o, case_file c WHERE o.code = NEW.office AND c.id = NEW.case_id
      AND (o.agency IN (c.action_agency, 'nsc') OR o.agency IN (SELECT must_clear_now(c.id))
        OR EXISTS (SELECT FROM clearance_round r WHERE r.case_id = c.id AND o.agency = ANY (r.clear_if_affected))
        OR c.equities ->> o.agency IN ('must_clear', 'clear_if_affected'))
      AND EXISTS (SELECT FROM appointment a WHERE a.person = NEW.person AND a.office = o.code
        AND a.valid_from <= NEW.at AND (a.valid_to IS NULL OR a.valid_to > NEW.at))) THEN
    PERFORM refuse('no_clearance_right');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_raised BEFORE INSERT ON conflict FOR EACH ROW WHEN (NEW.kind = 'raised') EXECUTE FUNCTION raised_gate();
REVOKE ALL ON FUNCTION position_of_monitoring_gate(), raised_gate() FROM PUBLIC;
