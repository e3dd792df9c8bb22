---------------------------------------------------------------- row-level security
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['series', 'series_edition', 'series_act', 'cycle', 'series_ledger', 'series_wake', 'series_applied',
    'meeting', 'topic', 'topic_link', 'topic_decision', 'commitment', 'commitment_act'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY owner_all ON %I TO onevoice_owner USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY verifier_reads ON %I FOR SELECT TO onevoice_verifier USING (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO onevoice_verifier', t);
  END LOOP;

  -- A series is seen by whoever is cleared for it, as its mandate is; and with it all that was done to it.
  FOREACH t IN ARRAY ARRAY['series_act', 'cycle', 'series_ledger', 'series_applied'] LOOP
    EXECUTE format('CREATE POLICY with_series ON %I FOR SELECT TO onevoice_app
                    USING (EXISTS (SELECT FROM series s WHERE s.id = series))', t);
    EXECUTE format('GRANT SELECT ON %I TO onevoice_app', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['series_act', 'cycle'] LOOP
    EXECUTE format('CREATE POLICY with_series_in ON %I FOR INSERT TO onevoice_app
                    WITH CHECK (EXISTS (SELECT FROM series s WHERE s.id = series))', t);
    EXECUTE format('GRANT INSERT ON %I TO onevoice_app', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['series', 'series_edition', 'series_act', 'cycle', 'meeting', 'topic', 'topic_link', 'topic_decision',
    'commitment', 'commitment_act'] LOOP
    EXECUTE format('CREATE POLICY time_sees ON %I FOR SELECT TO onevoice_worker USING (true)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['meeting', 'topic', 'topic_decision', 'commitment', 'commitment_act'] LOOP
    EXECUTE format('CREATE POLICY with_case ON %I FOR SELECT TO onevoice_app
                    USING (EXISTS (SELECT FROM case_file c WHERE c.id = case_id))', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['meeting', 'topic', 'topic_link', 'topic_decision', 'commitment', 'commitment_act'] LOOP
    EXECUTE format('CREATE POLICY with_case_in ON %I FOR INSERT TO onevoice_app
                    WITH CHECK (EXISTS (SELECT FROM case_file c WHERE c.id = case_id))', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO onevoice_app', t);
  END LOOP;
END $$;
CREATE POLICY by_level ON series_edition FOR SELECT TO onevoice_app USING (level <= (SELECT sec.level()));
CREATE POLICY by_edition ON series FOR SELECT TO onevoice_app
  USING (EXISTS (SELECT FROM series_edition x WHERE x.series = id));
GRANT SELECT ON series, series_edition TO onevoice_app;
-- A link shows neither of two cases to who sees only one.
CREATE POLICY with_both_cases ON topic_link FOR SELECT TO onevoice_app
  USING (EXISTS (SELECT FROM case_file c WHERE c.id = case_id) AND EXISTS (SELECT FROM case_file l WHERE l.id = linked));

-- Time sees when and whose, never what: no title, reason, text or name.
GRANT SELECT ON series TO onevoice_worker;
GRANT SELECT (edition_id, series, mandate, level, meets_at, meets_in, opens, opens_at, zone, opens_days_before, overlap,
  catch_up_days, jitter_seconds, communique, high_level) ON series_edition TO onevoice_worker;
GRANT SELECT (id, series, act, opens_at, moved_to, meeting_at, person, at) ON series_act TO onevoice_worker;
GRANT SELECT (id, series, edition_id, opens_at, meeting_at, cause, person, at), INSERT ON cycle TO onevoice_worker;
CREATE POLICY time_opens ON cycle FOR INSERT TO onevoice_worker WITH CHECK (cause = 'time');
CREATE POLICY time_keeps ON series_applied FOR ALL TO onevoice_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON series_applied TO onevoice_worker;
CREATE POLICY time_wakes ON series_wake FOR ALL TO onevoice_worker USING (true) WITH CHECK (true);
GRANT SELECT, DELETE ON series_wake TO onevoice_worker;
GRANT SELECT (id, directive, edition, loaded_at) ON directive_edition TO onevoice_worker;
CREATE POLICY time_sees ON directive_edition FOR SELECT TO onevoice_worker USING (true);
GRANT SELECT (cycle, high_level, communique) ON case_file TO onevoice_worker;
GRANT SELECT (id, case_id, meets_at, cycle_days, plan, at) ON meeting TO onevoice_worker;
GRANT SELECT (id, case_id, agency, at) ON topic TO onevoice_worker;
GRANT SELECT (id, case_id, topic, included, at) ON topic_decision TO onevoice_worker;
GRANT SELECT (id, case_id, agency, due_at, at) ON commitment TO onevoice_worker;
GRANT SELECT (id, case_id, commitment, act, until, at) ON commitment_act TO onevoice_worker;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
REVOKE ALL ON FUNCTION sec.cycle_is_taken(uuid), sec.has_gone_out_under(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.cycle_is_taken(uuid) TO onevoice_app;
