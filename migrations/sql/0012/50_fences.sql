---------------------------------------------------------------- ledger, fences, rights
CREATE TRIGGER a_record BEFORE INSERT ON case_link FOR EACH ROW EXECUTE FUNCTION record_fact('link', 'reason');
CREATE TRIGGER a_record BEFORE INSERT ON case_link_end FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON certification FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON certification_decision FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON sequencing FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON source_seal FOR EACH ROW EXECUTE FUNCTION record_fact('sealed');
CREATE TRIGGER a_record BEFORE INSERT ON tear_line FOR EACH ROW EXECUTE FUNCTION record_fact('canonical', 'note');
CREATE TRIGGER a_record BEFORE INSERT ON tear_line_review FOR EACH ROW EXECUTE FUNCTION record_fact('reason');

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['lever', 'pressure_gauge', 'tie', 'case_link', 'case_link_end', 'certification',
    'certification_decision', 'sequencing', 'source_seal', 'tear_line', 'tear_line_review'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY owner_all ON %I TO onevoice_owner USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY verifier_reads ON %I FOR SELECT TO onevoice_verifier USING (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO onevoice_verifier', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['case_link', 'case_link_end', 'certification', 'certification_decision', 'sequencing',
    'source_seal', 'tear_line', 'tear_line_review'] LOOP
    EXECUTE format('CREATE TRIGGER never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO onevoice_app', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['certification', 'certification_decision', 'sequencing', 'tear_line', 'tear_line_review'] LOOP
    EXECUTE format('CREATE POLICY with_case ON %I FOR SELECT TO onevoice_app
                    USING (EXISTS (SELECT FROM case_file c WHERE c.id = case_id))', t);
    EXECUTE format('CREATE POLICY with_case_in ON %I FOR INSERT TO onevoice_app
                    WITH CHECK (EXISTS (SELECT FROM case_file c WHERE c.id = case_id))', t);
  END LOOP;
END $$;

-- A lever is seen by who sees every mandate that it joins; a gauge by anyone who has entered.
CREATE POLICY with_mandates ON lever FOR SELECT TO onevoice_app USING (cardinality(mandates) = (SELECT count(*) FROM mandate m
  WHERE m.edition_id = lever.edition_id AND m.code = ANY (lever.mandates)));
CREATE POLICY entered ON pressure_gauge FOR SELECT TO onevoice_app USING ((SELECT sec.person()) IS NOT NULL);
GRANT SELECT ON lever, pressure_gauge TO onevoice_app;

-- A link is seen by who sees both ends, and by nobody else.
CREATE POLICY both_ends ON case_link FOR SELECT TO onevoice_app USING (
  EXISTS (SELECT FROM case_file c WHERE c.id = split_part(link, '/', 2)::uuid)
  AND EXISTS (SELECT FROM case_file c WHERE c.id = split_part(link, '/', 3)::uuid));
CREATE POLICY both_ends_in ON case_link FOR INSERT TO onevoice_app WITH CHECK (
  EXISTS (SELECT FROM case_file c WHERE c.id = split_part(link, '/', 2)::uuid)
  AND EXISTS (SELECT FROM case_file c WHERE c.id = split_part(link, '/', 3)::uuid));
CREATE POLICY with_link ON case_link_end FOR SELECT TO onevoice_app
  USING (EXISTS (SELECT FROM case_link l WHERE l.id = case_link_end.link));
CREATE POLICY with_link_in ON case_link_end FOR INSERT TO onevoice_app
  WITH CHECK (EXISTS (SELECT FROM case_link l WHERE l.id = case_link_end.link));

-- A sealed source is seen by whoever sealed it and by the agency whose it is, if they see the case; not by the NSC, not by
-- an auditor.
CREATE POLICY under_seal ON source_seal FOR SELECT TO onevoice_app USING (
  EXISTS (SELECT FROM case_file c WHERE c.id = case_id)
  AND (person = (SELECT sec.person()) OR sealed ->> 'owner' = ANY ((SELECT sec.agencies())::text[])));
CREATE POLICY under_seal_in ON source_seal FOR INSERT TO onevoice_app
  WITH CHECK (EXISTS (SELECT FROM case_file c WHERE c.id = case_id));

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
REVOKE ALL ON FUNCTION sec.lever_state(uuid), sec.non_voting(uuid, text), sec.coordination(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.lever_state(uuid) TO onevoice_app;
GRANT EXECUTE ON FUNCTION sec.non_voting(uuid, text), sec.coordination(uuid) TO onevoice_app, onevoice_worker;
