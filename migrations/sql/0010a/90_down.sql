DROP TRIGGER c_list ON split_move;
DROP TRIGGER c_list ON clearance_round;
DROP FUNCTION chair_on_the_list(), on_the_list_gate();
ALTER POLICY by_level_and_list ON case_file USING (
  level <= (SELECT sec.level()) AND ((SELECT sec.watches()) OR access && (SELECT sec.agencies())));
ALTER POLICY by_level_and_list_up ON case_file USING (
  level <= (SELECT sec.level()) AND ((SELECT sec.watches()) OR access && (SELECT sec.agencies())));
DROP FUNCTION sec.children(uuid);
CREATE FUNCTION sec.children(in_case uuid) RETURNS TABLE (id uuid, procedure text, stage text, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT c.id, c.procedure, c.stage, c.at FROM case_file c WHERE c.parent = in_case ORDER BY c.at, c.id
$$;
REVOKE ALL ON FUNCTION sec.children(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.children(uuid) TO onevoice_app, onevoice_worker;
CREATE OR REPLACE FUNCTION sec.reads_words(of_case uuid, of_version integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
  SELECT EXISTS (SELECT FROM case_file c, sec.context w
    WHERE w.xid = pg_current_xact_id_if_assigned() AND c.id = of_case
      AND c.level <= w.level AND (w.watches OR c.access && w.agencies)
      AND (w.watches OR c.action_agency = ANY (w.agencies)
        OR EXISTS (SELECT FROM clearance_round r WHERE r.case_id = c.id AND r.version = of_version)
        OR EXISTS (SELECT FROM ruling r WHERE r.case_id = c.id AND r.version = of_version)
        OR split_is_open(c.id)))
$$;
DROP FUNCTION sec.sees(uuid), sec.offices();
DROP TABLE procedure_under;
ALTER TABLE case_file DROP COLUMN need_to_know;
