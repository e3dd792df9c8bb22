-- President B is the other words: they were put in after the split arose.
CREATE FUNCTION words_of_b_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NEW.version <= (SELECT s.version FROM split s WHERE s.id = NEW.split) THEN PERFORM refuse('not_the_words_of_b'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER d_words_of_b BEFORE INSERT ON ruling FOR EACH ROW WHEN (NEW.outcome = 'president_b')
  EXECUTE FUNCTION words_of_b_gate();
REVOKE ALL ON FUNCTION words_of_b_gate() FROM PUBLIC;

-- From whom nothing is hidden: not an auditor who is not on the list of some case. What padding is would tell how many
-- entries that case has.
CREATE OR REPLACE FUNCTION sec.reads_all() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT coalesce(sec.level() = 3 AND sec.watches(), false) AND EXISTS (SELECT FROM appointment a
    WHERE a.person = sec.person() AND a.capacity = 'auditor'
      AND a.valid_from <= sec.now() AND (a.valid_to IS NULL OR a.valid_to > sec.now()))
    AND NOT EXISTS (SELECT FROM case_file c WHERE c.need_to_know IS NOT NULL AND NOT sec.sees(c.id))
$$;
