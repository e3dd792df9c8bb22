-- Every fact passes its gate after it is stamped and chained. Content columns are named: the ledger keeps their hash alone.

CREATE TRIGGER a_record BEFORE INSERT ON assertion FOR EACH ROW EXECUTE FUNCTION record_fact('issue', 'statement');
CREATE TRIGGER a_record BEFORE INSERT ON position_draft FOR EACH ROW EXECUTE FUNCTION record_fact();
CREATE TRIGGER a_key BEFORE INSERT ON adoption FOR EACH ROW EXECUTE FUNCTION take_voice();
CREATE TRIGGER a_record BEFORE INSERT ON adoption FOR EACH ROW EXECUTE FUNCTION record_fact('issue', 'counterpart');
CREATE TRIGGER a_key BEFORE INSERT ON retirement FOR EACH ROW EXECUTE FUNCTION take_voice();
CREATE TRIGGER a_record BEFORE INSERT ON retirement FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON cite FOR EACH ROW EXECUTE FUNCTION record_fact();
CREATE TRIGGER a_record BEFORE INSERT ON reaffirmation FOR EACH ROW EXECUTE FUNCTION record_fact();
CREATE TRIGGER a_record BEFORE INSERT ON conflict FOR EACH ROW EXECUTE FUNCTION record_fact('likeness', 'detail');
CREATE TRIGGER a_record BEFORE INSERT ON conflict_ruling FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON said FOR EACH ROW EXECUTE FUNCTION record_fact('interlocutor', 'words', 'assertions');
CREATE TRIGGER a_record BEFORE INSERT ON drift FOR EACH ROW EXECUTE FUNCTION record_fact('detail');
CREATE TRIGGER a_record BEFORE INSERT ON page_change FOR EACH ROW EXECUTE FUNCTION record_fact('reason');
CREATE TRIGGER a_record BEFORE INSERT ON acknowledgement FOR EACH ROW EXECUTE FUNCTION record_fact();
CREATE TRIGGER a_record BEFORE INSERT ON exception_answer FOR EACH ROW EXECUTE FUNCTION record_fact('note');

CREATE TRIGGER b_gate BEFORE INSERT ON assertion FOR EACH ROW EXECUTE FUNCTION with_version_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON cite FOR EACH ROW EXECUTE FUNCTION with_version_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON position_draft FOR EACH ROW EXECUTE FUNCTION with_version_gate();
CREATE TRIGGER c_cites BEFORE INSERT ON cite FOR EACH ROW EXECUTE FUNCTION cite_gate();
CREATE TRIGGER c_parts BEFORE INSERT ON position_draft FOR EACH ROW EXECUTE FUNCTION position_draft_gate();
CREATE TRIGGER c_cites BEFORE INSERT ON carry_over FOR EACH ROW EXECUTE FUNCTION carry_over_basis_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON adoption FOR EACH ROW EXECUTE FUNCTION adoption_gate();
CREATE TRIGGER c_in_force AFTER INSERT ON adoption FOR EACH ROW EXECUTE FUNCTION put_in_force();
CREATE TRIGGER b_gate BEFORE INSERT ON retirement FOR EACH ROW EXECUTE FUNCTION retirement_gate();
CREATE TRIGGER c_cites BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION release_cites_gate();
CREATE TRIGGER d_conflicts BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION release_conflicts_gate();
CREATE TRIGGER c_cites BEFORE INSERT ON milestone FOR EACH ROW EXECUTE FUNCTION delivery_cites_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON reaffirmation FOR EACH ROW EXECUTE FUNCTION reaffirmation_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON conflict FOR EACH ROW EXECUTE FUNCTION conflict_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON conflict_ruling FOR EACH ROW EXECUTE FUNCTION conflict_ruling_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON said FOR EACH ROW EXECUTE FUNCTION said_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON drift FOR EACH ROW EXECUTE FUNCTION drift_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON page_change FOR EACH ROW EXECUTE FUNCTION page_change_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON acknowledgement FOR EACH ROW EXECUTE FUNCTION acknowledgement_gate();
CREATE TRIGGER b_gate BEFORE INSERT ON exception_answer FOR EACH ROW EXECUTE FUNCTION exception_answer_gate();

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['assertion', 'position_draft', 'adoption', 'retirement', 'cite', 'reaffirmation', 'conflict',
    'conflict_ruling', 'said', 'drift', 'page_change', 'acknowledgement', 'exception_answer', 'position', 'position_part',
    'position_assertion', 'position_retired', 'guardrail_limit', 'contact', 'contact_review', 'parity', 'log_entry'] LOOP
    EXECUTE format('CREATE TRIGGER never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()', t);
  END LOOP;
END $$;
CREATE TRIGGER only_closes BEFORE UPDATE OR DELETE ON position_period FOR EACH ROW EXECUTE FUNCTION only_closes();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON position_period FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
