---------------------------------------------------------------- public words
ALTER TABLE mandate ADD COLUMN lint text[] NOT NULL DEFAULT '{}';
ALTER TABLE text_version ADD COLUMN flags integer NOT NULL DEFAULT 0 CONSTRAINT text_version_flags CHECK (flags >= 0);
GRANT SELECT (flags) ON text_version TO onevoice_worker;

INSERT INTO procedure_release VALUES ('public_statement', 'press_guidance', 'action', 'releaser');
INSERT INTO procedure_step (procedure, name, place, ordinal, stage, capacity, agency, office, passes) VALUES
  ('public_statement', 'use_set', 'opening', 1, 'intake', 'action_officer', 'action', NULL, '{}'),
  ('public_statement', 'release_reviewed', 'check', 2, 'checks', 'coordinator', 'state', 'state.cdc',
    '{releasable,releasable_despite_flags}'),
  ('public_statement', 'counterpart_synced', 'note', 3, 'in_use', 'post', 'state', NULL, '{}'),
  ('public_statement', 'used', 'note', 4, 'in_use', 'action_officer', 'any', NULL, '{}'),
  ('public_statement', 'corrected', 'note', 5, 'in_use', 'action_officer', 'action', NULL, '{}'),
  ('public_statement', 'retired', 'after', 6, 'in_use', 'action_officer', 'action', NULL, '{}');

-- Words for the public are unclassified, portion by portion, before anybody is asked to clear them.
CREATE FUNCTION unclassified_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM case_file c WHERE c.id = NEW.case_id AND c.procedure = 'public_statement')
     AND (SELECT coalesce(highest_mark(v.canonical), 4) FROM text_version v
          WHERE v.case_id = NEW.case_id AND v.version = NEW.version) > 1 THEN
    PERFORM refuse('not_unclassified');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER e_unclassified BEFORE INSERT ON clearance_round FOR EACH ROW EXECUTE FUNCTION unclassified_gate();

-- A text in which something was flagged is not called releasable without saying so.
CREATE FUNCTION flags_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NEW.outcome = 'releasable' AND (SELECT v.flags FROM text_version v
      WHERE v.case_id = NEW.case_id AND v.version = NEW.version) > 0 THEN
    PERFORM refuse('flags_unanswered');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_flags BEFORE INSERT ON milestone FOR EACH ROW WHEN (NEW.name = 'release_reviewed')
  EXECUTE FUNCTION flags_gate();
REVOKE ALL ON FUNCTION unclassified_gate(), flags_gate() FROM PUBLIC;
