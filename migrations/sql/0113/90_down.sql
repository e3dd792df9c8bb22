DROP TRIGGER a_s_children ON milestone;
DROP TRIGGER a_a_series ON case_file;
DROP FUNCTION children_wait(), series_waits();
