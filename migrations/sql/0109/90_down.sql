-- As it was.
CREATE OR REPLACE FUNCTION clearance_round_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NEW.default_clearance AND (lowers_a_mark(NEW.case_id, NEW.version)
      OR EXISTS (SELECT FROM case_file c WHERE c.id = NEW.case_id AND c.procedure = 'public_statement')
      OR EXISTS (SELECT FROM clearance_round r WHERE r.case_id = NEW.case_id AND r.round < NEW.round
        AND r.silence_excluded IS NOT NULL)) THEN
    PERFORM refuse('silence_excluded');
  END IF;
  -- The Legal Adviser is asked at the steps that need him, and no office that was asked once is left out later.
  IF NEW.silence_excluded IN ('full_powers', 'leaves_authority') AND NOT 'state.l' = ANY (coalesce(NEW.offices, '{}')) THEN
    PERFORM refuse('office_not_asked');
  END IF;
  IF EXISTS (SELECT FROM clearance_round r, unnest(r.offices) asked (office) WHERE r.case_id = NEW.case_id
      AND r.round < NEW.round AND NOT asked.office = ANY (coalesce(NEW.offices, '{}'))) THEN
    PERFORM refuse('office_not_asked');
  END IF;
  IF EXISTS (SELECT FROM unnest(NEW.offices) asked (office) WHERE NOT EXISTS
      (SELECT FROM office o WHERE o.code = asked.office)) THEN
    PERFORM refuse('unknown_office');
  END IF;
  -- Thirty calendar days from circulation, no more and no less; a minute passes between the asking and the writing.
  IF NEW.preset = 'licensing_referral'
     AND NEW.suspense NOT BETWEEN thirty_days_after(NEW.at - interval '1 minute') AND thirty_days_after(NEW.at) THEN
    PERFORM refuse('not_the_statutory_time');
  END IF;
  UPDATE case_file SET access = ARRAY(SELECT DISTINCT unnest(access || ARRAY(SELECT o.agency FROM office o
      WHERE o.code = ANY (NEW.offices))))
   WHERE id = NEW.case_id AND cardinality(NEW.offices) > 0;
  RETURN NEW;
END $$;
DROP FUNCTION takes_full_powers(uuid);
