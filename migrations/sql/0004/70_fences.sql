-- Row-level security for all of this, and what each role may do.
DO $$
DECLARE
  t text;
  facts text[] := ARRAY['assertion', 'position_draft', 'adoption', 'retirement', 'cite', 'reaffirmation', 'conflict',
    'conflict_ruling', 'said', 'drift', 'page_change', 'acknowledgement', 'exception_answer'];
BEGIN
  FOREACH t IN ARRAY facts || ARRAY['position', 'position_part', 'position_assertion', 'position_period', 'position_key',
    'position_retired', 'guardrail_limit', 'known_text', 'known_key', 'contact', 'contact_review', 'parity', 'log_chain',
    'log_entry'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY owner_all ON %I TO onevoice_owner USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY verifier_reads ON %I FOR SELECT TO onevoice_verifier USING (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO onevoice_verifier', t);
  END LOOP;
  FOREACH t IN ARRAY facts LOOP
    EXECUTE format('CREATE POLICY with_case_in ON %I FOR INSERT TO onevoice_app
                    WITH CHECK (EXISTS (SELECT FROM case_file c WHERE c.id = case_id))', t);
    EXECUTE format('CREATE POLICY time_sees ON %I FOR SELECT TO onevoice_worker USING (true)', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO onevoice_app', t);
    IF t NOT IN ('conflict', 'drift') THEN
      EXECUTE format('CREATE POLICY with_case ON %I FOR SELECT TO onevoice_app
                      USING (EXISTS (SELECT FROM case_file c WHERE c.id = case_id))', t);
    END IF;
  END LOOP;
  -- These quote what they are about, which may be marked above the case, or be known to fewer.
  CREATE POLICY with_case ON conflict FOR SELECT TO onevoice_app USING (
    level <= (SELECT sec.level()) AND EXISTS (SELECT FROM case_file c WHERE c.id = case_id)
    AND (with_position IS NULL OR EXISTS (SELECT FROM position p WHERE p.id = with_position))
    AND (with_case IS NULL OR EXISTS (SELECT FROM case_file o WHERE o.id = with_case)));
  CREATE POLICY with_case ON drift FOR SELECT TO onevoice_app USING (
    level <= (SELECT sec.level()) AND EXISTS (SELECT FROM case_file c WHERE c.id = case_id));

  -- A position is read by whoever is cleared for its issue and on its list, or reads a text that rests on it.
  CREATE POLICY by_level_and_list ON position FOR SELECT TO onevoice_app USING (
    level <= (SELECT sec.level()) AND ((SELECT sec.watches()) OR access && (SELECT sec.agencies())
      OR EXISTS (SELECT FROM cite k WHERE k.position = position.id)));
  -- Each part has its own mark, and the fallback its own list.
  FOREACH t IN ARRAY ARRAY['position_part', 'position_assertion'] LOOP
    EXECUTE format('CREATE POLICY by_own_level_and_list ON %1$I FOR SELECT TO onevoice_app USING (
      level <= (SELECT sec.level()) AND EXISTS (SELECT FROM position p WHERE p.id = %1$I.position)
      AND (part IS DISTINCT FROM ''fallback'' OR (SELECT sec.watches()) OR access && (SELECT sec.agencies())))', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['position_period', 'position_retired'] LOOP
    EXECUTE format('CREATE POLICY with_position ON %1$I FOR SELECT TO onevoice_app
                    USING (EXISTS (SELECT FROM position p WHERE p.id = %1$I.position))', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['position', 'position_part', 'position_assertion', 'position_period', 'position_retired',
    'guardrail_limit', 'known_text', 'known_key', 'contact', 'contact_review', 'parity'] LOOP
    EXECUTE format('GRANT SELECT ON %I TO onevoice_app', t);
  END LOOP;
END $$;

CREATE POLICY by_level ON guardrail_limit FOR SELECT TO onevoice_app USING (level <= (SELECT sec.level()));
CREATE POLICY with_what_it_is ON known_text FOR SELECT TO onevoice_app USING (
  level <= (SELECT sec.level())
  AND (part IS DISTINCT FROM 'fallback' OR (SELECT sec.watches()) OR access && (SELECT sec.agencies()))
  AND (EXISTS (SELECT FROM position p WHERE p.id = known_text.position) OR EXISTS (SELECT FROM case_file c WHERE c.id = of_case)));
CREATE POLICY with_text ON known_key FOR SELECT TO onevoice_app
  USING (EXISTS (SELECT FROM known_text t WHERE t.id = text_id));

-- A contact is read by the agency that had it and by whoever watches.
CREATE POLICY by_level_and_agency ON contact FOR SELECT TO onevoice_app USING (
  level <= (SELECT sec.level()) AND ((SELECT sec.watches()) OR agency = ANY ((SELECT sec.agencies())::text[])));
CREATE POLICY own_in ON contact FOR INSERT TO onevoice_app WITH CHECK (
  level <= (SELECT sec.level()) AND agency = ANY ((SELECT sec.agencies())::text[]));
CREATE POLICY with_contact ON contact_review FOR SELECT TO onevoice_app
  USING (EXISTS (SELECT FROM contact c WHERE c.id = contact_review.contact));
CREATE POLICY with_contact_in ON contact_review FOR INSERT TO onevoice_app
  WITH CHECK (EXISTS (SELECT FROM contact c WHERE c.id = contact_review.contact));
CREATE POLICY by_level_and_list ON parity FOR SELECT TO onevoice_app USING (
  level <= (SELECT sec.level()) AND ((SELECT sec.watches()) OR access && (SELECT sec.agencies())));
CREATE POLICY own_in ON parity FOR INSERT TO onevoice_app WITH CHECK (
  level <= (SELECT sec.level()) AND agency = ANY ((SELECT sec.agencies())::text[]));
GRANT INSERT ON contact, contact_review, parity TO onevoice_app;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT EXECUTE ON FUNCTION in_force(uuid, timestamptz), rests_on(uuid, integer), stale(uuid, integer, timestamptz),
  successor(uuid, timestamptz), text_audience(uuid, integer), conflict_is_open(uuid, integer), needs_reclear(uuid, integer),
  reaffirmed(uuid, uuid, timestamptz), stopped_by(uuid, timestamptz), notices_of(uuid), holders_of(uuid), exact_form(text),
  sketch(text), sees_case(uuid) TO onevoice_app;
