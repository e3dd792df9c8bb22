---------------------------------------------------------------- a child's workflow is its parent's to start
-- True until the first wake of a case has reached its workflow: until then its parent's workflow is asked to start it.
ALTER TABLE wake ADD COLUMN opening boolean NOT NULL DEFAULT false;

CREATE OR REPLACE FUNCTION wake_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  is_times boolean := EXISTS (SELECT FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() AND is_time);
BEGIN
  -- What time itself did needs no wake: the workflow that did it looks again. Its parent did not do it.
  IF NOT is_times THEN
    INSERT INTO wake (case_id, opening) VALUES (NEW.id, TG_OP = 'INSERT')
      ON CONFLICT (case_id) DO UPDATE SET n = wake.n + 1, at = clock_timestamp();
    PERFORM pg_notify('wake', NEW.id::text);
  END IF;
  IF NEW.parent IS NOT NULL THEN
    INSERT INTO wake (case_id) VALUES (NEW.parent)
      ON CONFLICT (case_id) DO UPDATE SET n = wake.n + 1, at = clock_timestamp();
    PERFORM pg_notify('wake', NEW.parent::text);
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION wake_case() FROM PUBLIC;
