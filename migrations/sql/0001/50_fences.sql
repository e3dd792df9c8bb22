---------------------------------------------------------------- the second fence: row-level security
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agency', 'directive_edition', 'clause', 'mandate', 'mandate_equity', 'office', 'person',
    'appointment', 'answer', 'case_file', 'ledger', 'text_version', 'clearance_round', 'sign_off', 'comment',
    'comment_disposition', 'hold', 'hold_end', 'approval', 'release', 'milestone', 'withdrawal', 'recall', 'time_act',
    'wake', 'extension', 'receipt', 'hold_extension', 'equity_act',
    'carry_over', 'split', 'split_position', 'split_move', 'ruling', 'reclama', 'send_back', 'transfer', 'transfer_answer'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    -- The owner acts through the functions above and in migrations; nobody signs in as the owner to work on cases.
    EXECUTE format('CREATE POLICY owner_all ON %I TO onevoice_owner USING (true) WITH CHECK (true)', t);
    IF t <> 'answer' THEN
      EXECUTE format('CREATE POLICY verifier_reads ON %I FOR SELECT TO onevoice_verifier USING (true)', t);
      EXECUTE format('GRANT SELECT ON %I TO onevoice_verifier', t);
    END IF;
  END LOOP;

  -- Anyone who has entered may read what carries no classification of its own.
  FOREACH t IN ARRAY ARRAY['agency', 'directive_edition', 'office', 'person', 'appointment', 'mandate_equity'] LOOP
    EXECUTE format('CREATE POLICY entered ON %I FOR SELECT TO onevoice_app USING ((SELECT sec.person()) IS NOT NULL)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['clause', 'mandate'] LOOP
    EXECUTE format('CREATE POLICY by_level ON %I FOR SELECT TO onevoice_app USING (level <= (SELECT sec.level()))', t);
    EXECUTE format('GRANT SELECT ON %I TO onevoice_app', t);
  END LOOP;

  -- What belongs to a case is seen by whoever sees the case.
  FOREACH t IN ARRAY ARRAY['ledger', 'text_version', 'clearance_round', 'sign_off', 'comment', 'comment_disposition',
    'hold', 'hold_end', 'approval', 'release', 'milestone', 'withdrawal', 'recall', 'time_act',
    'extension', 'receipt', 'hold_extension', 'equity_act',
    'carry_over', 'split', 'split_position', 'split_move', 'ruling', 'reclama', 'send_back', 'transfer', 'transfer_answer'] LOOP
    EXECUTE format('CREATE POLICY with_case ON %I FOR SELECT TO onevoice_app
                    USING (EXISTS (SELECT FROM case_file c WHERE c.id = case_id))', t);
    EXECUTE format('GRANT SELECT ON %I TO onevoice_app', t);
    EXECUTE format('CREATE POLICY time_sees ON %I FOR SELECT TO onevoice_worker USING (true)', t);
    IF t NOT IN ('ledger', 'time_act') THEN
      EXECUTE format('CREATE POLICY with_case_in ON %I FOR INSERT TO onevoice_app
                      WITH CHECK (EXISTS (SELECT FROM case_file c WHERE c.id = case_id))', t);
      EXECUTE format('GRANT INSERT ON %I TO onevoice_app', t);
    END IF;
  END LOOP;
END $$;

-- An equity under a mandate that is hidden from you is hidden too.
DROP POLICY entered ON mandate_equity;
CREATE POLICY with_mandate ON mandate_equity FOR SELECT TO onevoice_app
  USING (EXISTS (SELECT FROM mandate m WHERE m.edition_id = mandate_equity.edition_id AND m.code = mandate_equity.mandate));

CREATE POLICY by_level_and_list ON case_file FOR SELECT TO onevoice_app USING (
  level <= (SELECT sec.level()) AND ((SELECT sec.watches()) OR access && (SELECT sec.agencies())));
CREATE POLICY by_level_and_list_in ON case_file FOR INSERT TO onevoice_app WITH CHECK (
  level <= (SELECT sec.level()) AND action_agency = ANY ((SELECT sec.agencies())::text[]));
CREATE POLICY by_level_and_list_up ON case_file FOR UPDATE TO onevoice_app USING (
  level <= (SELECT sec.level()) AND ((SELECT sec.watches()) OR access && (SELECT sec.agencies())));
CREATE POLICY own_answers ON answer FOR ALL TO onevoice_app
  USING (person = (SELECT sec.person())) WITH CHECK (person = (SELECT sec.person()));
CREATE POLICY time_sees ON case_file FOR SELECT TO onevoice_worker USING (true);
CREATE POLICY time_moves ON case_file FOR UPDATE TO onevoice_worker USING (true);
CREATE POLICY time_acts ON time_act FOR INSERT TO onevoice_worker WITH CHECK (true);
CREATE POLICY time_wakes ON wake FOR ALL TO onevoice_worker USING (true) WITH CHECK (true);

GRANT USAGE ON SCHEMA public, sec TO onevoice_app, onevoice_worker, onevoice_verifier;
GRANT SELECT ON agency, directive_edition, office, appointment, mandate_equity TO onevoice_app;
GRANT SELECT (id, subject, name, active) ON person TO onevoice_app;
GRANT SELECT, INSERT ON answer TO onevoice_app;
GRANT SELECT, INSERT, UPDATE (stage, due_key, due_at, suspense) ON case_file TO onevoice_app;
GRANT SELECT ON sec.clock TO onevoice_verifier;

-- Time sees facts, never words: no column with a title, a text, a comment, a reason or a name is granted to it.
GRANT SELECT (id, edition_id, mandate, procedure, level, action_agency, action_office, person, at, equities, stage, due_key,
  due_at, suspense, head_version, head_digest), UPDATE (stage, due_key, due_at, suspense) ON case_file TO onevoice_worker;
GRANT SELECT (id, case_id, version, digest, person, office, at) ON text_version TO onevoice_worker;
GRANT SELECT (id, case_id, round, version, digest, must_clear, clear_if_affected, info, precedence, suspense, person, at)
  ON clearance_round TO onevoice_worker;
GRANT SELECT ON sign_off, approval, release, time_act TO onevoice_worker;
GRANT SELECT (id, case_id, sign_off, version, agency, kind, at) ON comment TO onevoice_worker;
GRANT SELECT (id, case_id, comment, disposition, at) ON comment_disposition TO onevoice_worker;
GRANT SELECT (id, case_id, agency, kind, until, person, at) ON hold TO onevoice_worker;
GRANT SELECT (id, case_id, hold, how, at) ON hold_end TO onevoice_worker;
GRANT SELECT (id, case_id, name, happened_at, at) ON milestone TO onevoice_worker;
GRANT SELECT (id, case_id, at) ON withdrawal, recall TO onevoice_worker;
GRANT INSERT ON time_act TO onevoice_worker;
CREATE POLICY time_clears ON sign_off FOR INSERT TO onevoice_worker WITH CHECK (response = 'cleared_by_default');
CREATE POLICY time_ends ON hold_end FOR INSERT TO onevoice_worker WITH CHECK (how <> 'lifted');
GRANT INSERT ON sign_off, hold_end TO onevoice_worker;
GRANT SELECT (id, case_id, round, agency, until, grade, person, at) ON extension TO onevoice_worker;
GRANT SELECT ON receipt TO onevoice_worker;
GRANT SELECT (id, case_id, hold, until, at) ON hold_extension TO onevoice_worker;
GRANT SELECT (default_clearance) ON clearance_round TO onevoice_worker;
GRANT SELECT (becomes) ON hold TO onevoice_worker;
GRANT SELECT (id, case_id, agency, act, person, at) ON equity_act TO onevoice_worker;
GRANT SELECT ON carry_over TO onevoice_worker;
CREATE POLICY time_refers ON split_move FOR INSERT TO onevoice_worker WITH CHECK (cause = 'time');
GRANT INSERT ON split_move TO onevoice_worker;
GRANT SELECT (id, case_id, version, digest, track, person, at) ON split TO onevoice_worker;
GRANT SELECT (id, case_id, split, agency, person, at) ON split_position TO onevoice_worker;
GRANT SELECT ON split_move TO onevoice_worker;
GRANT SELECT (id, case_id, split, rung, outcome, version, digest, at) ON ruling TO onevoice_worker;
GRANT SELECT (id, case_id, split, agency, at) ON reclama TO onevoice_worker;
GRANT SELECT (id, case_id, version, at) ON send_back TO onevoice_worker;
GRANT SELECT (id, case_id, to_office, office, at) ON transfer TO onevoice_worker;
GRANT SELECT (id, case_id, transfer, accepted, at) ON transfer_answer TO onevoice_worker;
GRANT SELECT (code, kind) ON agency TO onevoice_worker;
CREATE POLICY time_sees ON agency FOR SELECT TO onevoice_worker USING (true);
GRANT SELECT, DELETE ON wake TO onevoice_worker;

-- The database's own state of migration, for whoever asks whether it is ready.
CREATE FUNCTION sec.migration() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS
  $$ SELECT version_num FROM alembic_version $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public, sec FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.now(), sec.person(), sec.level(), sec.agencies(), sec.watches(), sec.migration()
  TO onevoice_app, onevoice_worker, onevoice_verifier;
GRANT EXECUTE ON FUNCTION sec.enter(text, text) TO onevoice_app;
GRANT EXECUTE ON FUNCTION sec.enter_time() TO onevoice_worker;
