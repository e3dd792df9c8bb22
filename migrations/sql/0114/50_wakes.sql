-- What happens to a series is said apart from what happens to a case, and not to which.
CREATE OR REPLACE FUNCTION wake_series() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  INSERT INTO series_wake (series) VALUES (NEW.series)
    ON CONFLICT (series) DO UPDATE SET n = series_wake.n + 1, at = clock_timestamp();
  PERFORM pg_notify('series_wake', '');
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION wake_all_series() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  INSERT INTO series_wake (series) SELECT id FROM series WHERE directive = NEW.directive
    ON CONFLICT (series) DO UPDATE SET n = series_wake.n + 1, at = clock_timestamp();
  PERFORM pg_notify('series_wake', '');
  RETURN NULL;
END $$;
