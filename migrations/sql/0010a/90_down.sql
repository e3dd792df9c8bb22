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
DROP FUNCTION sec.sees(uuid), sec.offices();
DROP TABLE procedure_under;
ALTER TABLE case_file DROP COLUMN need_to_know;
