---------------------------------------------------------------- what a round was asked to be
-- A row from before this revision has none of these; nothing is asked of it that it could not know.
ALTER TABLE clearance_round
  ADD COLUMN silence_excluded text CONSTRAINT round_silence_excluded CHECK (silence_excluded IN
    ('full_powers', 'presidential_decision', 'lower_marked_release', 'leaves_authority')),
  ADD COLUMN offices text[],
  ADD COLUMN preset text CONSTRAINT round_preset CHECK (preset IN ('licensing_referral')),
  ADD COLUMN working_days smallint CONSTRAINT round_working_days CHECK (working_days BETWEEN 1 AND 60),
  ADD COLUMN hours smallint CONSTRAINT round_hours CHECK (hours BETWEEN 1 AND 240),
  ADD COLUMN reminders jsonb,
  ADD CONSTRAINT round_silence_is_one_or_the_other CHECK (silence_excluded IS NULL OR NOT default_clearance),
  ADD CONSTRAINT round_preset_is_by_silence CHECK (preset IS NULL OR default_clearance),
  ADD CONSTRAINT round_days_or_hours CHECK (working_days IS NULL OR hours IS NULL);

-- With what grade a position was taken that a reclama has to outrank. The database takes it from the appointment.
ALTER TABLE hold ADD COLUMN grade smallint;
ALTER TABLE split_position ADD COLUMN grade smallint;
ALTER TABLE reclama ADD COLUMN grade smallint;

---------------------------------------------------------------- an office asked beside its agency
CREATE TABLE office_clearance (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL,
  round integer NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  response text NOT NULL CONSTRAINT office_clearance_response CHECK (response IN ('concur', 'nonconcur')),
  ground text CONSTRAINT office_clearance_ground CHECK (ground IN ('law', 'policy', 'risk', 'waste', 'burden')),
  opinion text,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL REFERENCES office,
  grade smallint,
  acting_for uuid REFERENCES person,
  at timestamptz NOT NULL,
  CONSTRAINT office_clearance_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest),
  CONSTRAINT office_clearance_round FOREIGN KEY (case_id, round) REFERENCES clearance_round (case_id, round),
  CONSTRAINT office_clearance_says_why CHECK (response <> 'nonconcur' OR (ground IS NOT NULL AND opinion <> ''))
);
CREATE INDEX office_clearance_case ON office_clearance (case_id, at);

---------------------------------------------------------------- the practice in force
CREATE TABLE practice (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  edition integer NOT NULL CONSTRAINT practice_edition UNIQUE,
  sha256 text NOT NULL CONSTRAINT practice_digest_form CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  content jsonb NOT NULL,
  loaded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TRIGGER never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON practice
  FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
CREATE TRIGGER never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON office_clearance
  FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

-- With what grade somebody acts, and for whom: the highest appointment there, in one of the capacities named, acting
-- or not. The name puts it before a_record, so that the ledger has it too.
CREATE FUNCTION note_grade() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  by_acting uuid;
  by_grade smallint;
BEGIN
  SELECT a.acting_for, a.grade INTO by_acting, by_grade FROM appointment a
   WHERE a.person = sec.person() AND a.office = NEW.office AND a.capacity = ANY (TG_ARGV)
     AND a.valid_from <= sec.now() AND (a.valid_to IS NULL OR a.valid_to > sec.now())
   ORDER BY a.grade DESC, (a.acting_for IS NOT NULL) LIMIT 1;
  NEW.grade := by_grade;
  IF TG_TABLE_NAME = 'office_clearance' THEN NEW.acting_for := by_acting; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_note_grade BEFORE INSERT ON hold FOR EACH ROW EXECUTE FUNCTION note_grade('coordinator');
CREATE TRIGGER a_note_grade BEFORE INSERT ON split_position FOR EACH ROW
  EXECUTE FUNCTION note_grade('coordinator', 'action_officer');
CREATE TRIGGER a_note_grade BEFORE INSERT ON reclama FOR EACH ROW EXECUTE FUNCTION note_grade('coordinator');
CREATE TRIGGER a_note_grade BEFORE INSERT ON office_clearance FOR EACH ROW EXECUTE FUNCTION note_grade('coordinator');
CREATE TRIGGER a_record BEFORE INSERT ON office_clearance FOR EACH ROW EXECUTE FUNCTION record_fact('opinion');
