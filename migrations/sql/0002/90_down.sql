-- The way back: for a database in which nothing of this revision was used, or whose answers of offices may go.
DROP FUNCTION record_register CASCADE;
DROP TABLE register_ledger;
DROP FUNCTION register_hash;
DROP VIEW text_words;
GRANT SELECT ON text_version TO onevoice_app;
DROP FUNCTION clearance_round_second_gate, sign_off_second_gate, receipt_second_gate, extension_second_gate,
  office_clearance_gate, office_duties_gate, release_second_gate, split_second_gate, split_move_second_gate,
  ruling_second_gate, reclama_second_gate CASCADE;
DROP TABLE office_clearance, practice;
DROP FUNCTION note_grade CASCADE;
DROP FUNCTION losing_grade, presides, of_nsc, fewest_days_at, chair_of, ladder_of, own_time_ends,
  offices_nonconcurring_now, office_says, answered_now, nonconcurring_now, sec.reads_words, lowers_a_mark, highest_mark,
  thirty_days_more, thirty_days_after;
ALTER TABLE reclama DROP COLUMN grade;
ALTER TABLE split_position DROP COLUMN grade;
ALTER TABLE hold DROP COLUMN grade;
ALTER TABLE clearance_round DROP CONSTRAINT round_days_or_hours, DROP CONSTRAINT round_preset_is_by_silence,
  DROP CONSTRAINT round_silence_is_one_or_the_other, DROP COLUMN reminders, DROP COLUMN hours, DROP COLUMN working_days,
  DROP COLUMN preset, DROP COLUMN offices, DROP COLUMN silence_excluded;
