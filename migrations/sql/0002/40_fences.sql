---------------------------------------------------------------- the fences of what is new
ALTER TABLE office_clearance ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_clearance FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON office_clearance TO onevoice_owner USING (true) WITH CHECK (true);
CREATE POLICY verifier_reads ON office_clearance FOR SELECT TO onevoice_verifier USING (true);
CREATE POLICY with_case ON office_clearance FOR SELECT TO onevoice_app
  USING (EXISTS (SELECT FROM case_file c WHERE c.id = case_id));
CREATE POLICY with_case_in ON office_clearance FOR INSERT TO onevoice_app
  WITH CHECK (EXISTS (SELECT FROM case_file c WHERE c.id = case_id));
CREATE POLICY time_sees ON office_clearance FOR SELECT TO onevoice_worker USING (true);
GRANT SELECT ON office_clearance TO onevoice_verifier;
GRANT SELECT, INSERT ON office_clearance TO onevoice_app;
GRANT SELECT (id, case_id, round, version, digest, response, ground, person, office, at) ON office_clearance
  TO onevoice_worker;

ALTER TABLE practice ENABLE ROW LEVEL SECURITY;
ALTER TABLE practice FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON practice TO onevoice_owner USING (true) WITH CHECK (true);
CREATE POLICY verifier_reads ON practice FOR SELECT TO onevoice_verifier USING (true);
CREATE POLICY entered ON practice FOR SELECT TO onevoice_app USING ((SELECT sec.person()) IS NOT NULL);
GRANT SELECT ON practice TO onevoice_app, onevoice_verifier;

-- Time sees of a round when it ends and whom it asks; of a hold and of a position with what grade.
GRANT SELECT (silence_excluded, offices, preset, working_days, hours, reminders) ON clearance_round TO onevoice_worker;
GRANT SELECT (grade) ON hold, split_position TO onevoice_worker;

-- A version's row is seen by whoever sees the case; its words only through this, which asks for each version.
CREATE VIEW text_words WITH (security_barrier) AS
  SELECT case_id, version, canonical, equities, note FROM text_version WHERE sec.reads_words(case_id, version);
REVOKE SELECT ON text_version FROM onevoice_app;
GRANT SELECT (id, case_id, version, digest, person, office, at) ON text_version TO onevoice_app;
GRANT SELECT ON text_words TO onevoice_app;

REVOKE ALL ON FUNCTION note_grade(), thirty_days_after(timestamptz), thirty_days_more(timestamptz), highest_mark(bytea),
  lowers_a_mark(uuid, integer), sec.reads_words(uuid, integer), nonconcurring_now(uuid, integer),
  answered_now(uuid, integer, text), office_says(uuid, integer, text), offices_nonconcurring_now(uuid),
  own_time_ends(clearance_round, text), ladder_of(text), chair_of(text), fewest_days_at(text),
  of_nsc(uuid, text, timestamptz), presides(uuid, text, uuid, text, timestamptz), losing_grade(uuid, uuid, text),
  clearance_round_second_gate(), sign_off_second_gate(), receipt_second_gate(), extension_second_gate(),
  office_clearance_gate(), office_duties_gate(), release_second_gate(), split_second_gate(), split_move_second_gate(),
  ruling_second_gate(), reclama_second_gate() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.reads_words(uuid, integer), lowers_a_mark(uuid, integer) TO onevoice_app;
