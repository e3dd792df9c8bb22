-- The adjudicative wall stands before what people write with a text, too: cites, assertions, drafts of positions,
-- offices asked beside their agency. These tables are newer than the wall.
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['office_clearance', 'instruction', 'assertion', 'position_draft', 'cite', 'adoption',
    'reaffirmation', 'conflict_ruling'] LOOP
    EXECUTE format('CREATE TRIGGER a_wall BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION wall_gate()', t);
  END LOOP;
END $$;
