---------------------------------------------------------------- the two procedures as tables
INSERT INTO procedure_release VALUES
  ('consultation', 'briefing_book', 'action', 'releaser'),
  ('consultation', 'delegation_instruction', 'action', 'releaser'),
  ('summary_of_conclusions', 'interagency_memo', 'action', 'releaser');
INSERT INTO procedure_step (procedure, name, place, ordinal, stage, capacity, agency, passes, only_if, only_if_outcomes) VALUES
  ('consultation', 'topics_called', 'opening', 1, 'agenda', 'action_officer', 'action', '{}', NULL, '{}'),
  ('consultation', 'agenda_set', 'opening', 2, 'agenda', 'action_officer', 'action', '{high_level,working_level}', NULL, '{}'),
  ('consultation', 'principals_point', 'check', 3, 'checks', 'nsc_staff', 'nsc', '{}', 'agenda_set', '{high_level}'),
  ('consultation', 'press_guidance', 'after', 4, 'press_guidance', 'action_officer', 'action', '{}', NULL, '{}'),
  ('consultation', 'meeting_held', 'after', 5, 'meeting', 'action_officer', 'action', '{}', NULL, '{}'),
  ('consultation', 'memcon_filed', 'after', 6, 'record', 'action_officer', 'action', '{}', 'meeting_held', '{held}'),
  ('consultation', 'conclusions_agreed', 'after', 7, 'conclusions', 'action_officer', 'action', '{}', 'meeting_held', '{held}'),
  ('consultation', 'commitments_tasked', 'after', 8, 'commitments', 'action_officer', 'action', '{}', 'meeting_held', '{held}');

---------------------------------------------------------------- what a consultation carries beside its text
-- high_level and communique are taken over from mandate and series when the case is opened, so that what follows from them
-- does not differ by who reads.
ALTER TABLE case_file
  ADD COLUMN cycle uuid CONSTRAINT case_cycle REFERENCES cycle,
  ADD COLUMN high_level boolean NOT NULL DEFAULT false,
  ADD COLUMN communique boolean NOT NULL DEFAULT true;
CREATE INDEX case_file_cycle ON case_file (cycle) WHERE cycle IS NOT NULL;

CREATE TABLE meeting (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  meets_at timestamptz NOT NULL,
  cycle_days integer NOT NULL CONSTRAINT meeting_cycle_days CHECK (cycle_days BETWEEN 0 AND 400),
  plan jsonb NOT NULL,
  reason text NOT NULL CONSTRAINT meeting_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
COMMENT ON COLUMN meeting.plan IS 'milestone -> by when it is due, reckoned from meets_at when the meeting was set';
CREATE INDEX meeting_case ON meeting (case_id, at);

CREATE TABLE topic (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  agency text NOT NULL REFERENCES agency,
  title text NOT NULL CONSTRAINT topic_title CHECK (title <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX topic_case ON topic (case_id, at);

CREATE TABLE topic_link (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  topic uuid NOT NULL REFERENCES topic,
  linked uuid NOT NULL REFERENCES case_file,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT topic_link_once UNIQUE (topic, linked)
);
CREATE INDEX topic_link_case ON topic_link (case_id);

CREATE TABLE topic_decision (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  topic uuid NOT NULL REFERENCES topic,
  included boolean NOT NULL,
  reason text NOT NULL CONSTRAINT topic_decision_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX topic_decision_case ON topic_decision (case_id, at);

CREATE TABLE commitment (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  agency text NOT NULL REFERENCES agency,
  owner text REFERENCES office,
  text text NOT NULL CONSTRAINT commitment_text CHECK (text <> ''),
  due_at timestamptz NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
COMMENT ON COLUMN commitment.owner IS 'the office within the agency, where one was named';
CREATE INDEX commitment_case ON commitment (case_id, at);

CREATE TABLE commitment_act (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  commitment uuid NOT NULL REFERENCES commitment,
  act text NOT NULL CONSTRAINT commitment_act_word CHECK (act IN ('done', 'reopened', 'extended')),
  until timestamptz,
  note text NOT NULL CONSTRAINT commitment_act_note CHECK (note <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT commitment_act_until CHECK ((act = 'extended') = (until IS NOT NULL))
);
CREATE INDEX commitment_act_case ON commitment_act (case_id, at);

CREATE TRIGGER a_record BEFORE INSERT ON meeting FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON topic FOR EACH ROW EXECUTE FUNCTION record_fact('title');
CREATE TRIGGER a_record BEFORE INSERT ON topic_link FOR EACH ROW EXECUTE FUNCTION record_fact('linked');
CREATE TRIGGER a_record BEFORE INSERT ON topic_decision FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON commitment FOR EACH ROW EXECUTE FUNCTION record_fact('text');
CREATE TRIGGER a_record BEFORE INSERT ON commitment_act FOR EACH ROW EXECUTE FUNCTION record_fact('note');

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['series_act', 'cycle', 'series_ledger', 'meeting', 'topic', 'topic_link', 'topic_decision', 'commitment',
    'commitment_act'] LOOP
    EXECUTE format('CREATE TRIGGER never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()', t);
  END LOOP;
END $$;
