-- A step that rests on the cases under it is taken on what they are when it commits: whoever is about to recall or withdraw
-- one of them waits, or is waited for. Two that wait for each other are told to ask again.
CREATE FUNCTION children_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM FROM case_file k WHERE k.parent = NEW.case_id ORDER BY k.id FOR SHARE;
  RETURN NEW;
END $$;
CREATE TRIGGER a_s_children BEFORE INSERT ON milestone FOR EACH ROW EXECUTE FUNCTION children_wait();

-- And a cycle's case is opened on what its series is: a cycle that is being skipped is waited for.
CREATE FUNCTION series_waits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM FROM series s JOIN cycle y ON y.series = s.id WHERE y.id = NEW.cycle FOR SHARE OF s;
  RETURN NEW;
END $$;
CREATE TRIGGER a_a_series BEFORE INSERT ON case_file FOR EACH ROW WHEN (NEW.cycle IS NOT NULL)
  EXECUTE FUNCTION series_waits();
REVOKE ALL ON FUNCTION children_wait(), series_waits() FROM PUBLIC;
