DROP TRIGGER c_level ON milestone;
DROP TRIGGER d_captions ON clearance_round;
DELETE FROM procedure_step WHERE procedure = 'demarche' AND place = 'check';
DROP TABLE instruction;
DROP FUNCTION instruction_gate(), captions_gate(), delivery_level_gate();
CREATE OR REPLACE FUNCTION steps_taken(in_case uuid, at_place text, of_version integer, of_digest text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT NOT EXISTS (SELECT FROM procedure_step s JOIN case_file c ON c.id = in_case AND c.procedure = s.procedure
    WHERE s.place = at_place AND NOT s.optional AND step_belongs(s, c)
      AND NOT coalesce((SELECT s.passes = '{}' OR m.outcome = ANY (s.passes) FROM milestone m
        WHERE m.case_id = in_case AND m.name = s.name
          AND (at_place NOT IN ('check', 'key') OR (m.version, m.digest) = (of_version, of_digest))
        ORDER BY m.at DESC LIMIT 1), false))
$$;
