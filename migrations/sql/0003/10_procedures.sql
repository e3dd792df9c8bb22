---------------------------------------------------------------- procedures as tables
-- The same table as domain/procedures/, by which the gates below go. Where a procedure is not written here there is
-- no way out of it.
CREATE TABLE procedure_step (
  procedure text NOT NULL,
  name text NOT NULL,
  place text NOT NULL CONSTRAINT procedure_step_place CHECK (place IN ('opening', 'check', 'key', 'after', 'note')),
  ordinal smallint NOT NULL,
  stage text NOT NULL,
  capacity text NOT NULL,
  agency text NOT NULL,
  office text,
  grade smallint NOT NULL DEFAULT 1,
  acting boolean NOT NULL DEFAULT true,
  passes text[] NOT NULL DEFAULT '{}',
  optional boolean NOT NULL DEFAULT false,
  by_mandate boolean NOT NULL DEFAULT false,
  only_if text,
  only_if_outcomes text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (procedure, name)
);
COMMENT ON COLUMN procedure_step.passes IS 'the outcomes that pass it, the latest one counting; none: any does';
COMMENT ON COLUMN procedure_step.only_if IS 'it belongs only to cases in which that milestone has one of only_if_outcomes';

CREATE TABLE procedure_release (
  procedure text NOT NULL,
  channel text NOT NULL,
  agency text NOT NULL,
  capacity text NOT NULL,
  PRIMARY KEY (procedure, channel)
);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['procedure_step', 'procedure_release'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY owner_all ON %I TO onevoice_owner USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY all_read ON %I FOR SELECT TO onevoice_app, onevoice_verifier USING (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO onevoice_app, onevoice_verifier', t);
  END LOOP;
END $$;

INSERT INTO procedure_release VALUES ('demarche', 'front_channel_cable', 'state', 'releaser');
INSERT INTO procedure_step (procedure, name, place, ordinal, stage, capacity, agency) VALUES
  ('demarche', 'deferred', 'note', 1, 'delivery', 'post', 'state'),
  ('demarche', 'delivered', 'after', 2, 'delivery', 'post', 'state'),
  ('demarche', 'reported', 'after', 3, 'report', 'post', 'state'),
  ('demarche', 'assessed', 'after', 4, 'assessment', 'action_officer', 'action');

---------------------------------------------------------------- what a milestone may say beside its words
ALTER TABLE milestone
  ADD COLUMN version integer,
  ADD COLUMN digest text,
  ADD COLUMN agency text NOT NULL DEFAULT '',
  ADD COLUMN outcome text NOT NULL DEFAULT '' CONSTRAINT milestone_outcome CHECK (outcome ~ '^[a-z_]{0,40}$'),
  ADD COLUMN ref text NOT NULL DEFAULT '' CONSTRAINT milestone_ref CHECK (ref ~ '^[a-zA-Z0-9_.:-]{0,40}$'),
  ADD COLUMN until timestamptz,
  ADD CONSTRAINT milestone_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest);
DROP INDEX milestone_once;
GRANT SELECT (person, version, digest, agency, outcome, ref, until) ON milestone TO onevoice_worker;

---------------------------------------------------------------- cases under cases
ALTER TABLE case_file ADD COLUMN parent uuid CONSTRAINT case_parent REFERENCES case_file;
-- Steps that a mandate asks for beside those that its procedure always has; taken over by each of its cases.
ALTER TABLE mandate ADD COLUMN steps text[] NOT NULL DEFAULT '{}';
ALTER TABLE case_file ADD COLUMN steps text[] NOT NULL DEFAULT '{}';
GRANT SELECT (steps) ON case_file TO onevoice_worker;
CREATE INDEX case_file_parent ON case_file (parent) WHERE parent IS NOT NULL;
GRANT SELECT (parent) ON case_file TO onevoice_worker;
