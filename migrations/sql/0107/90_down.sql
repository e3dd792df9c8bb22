DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['office_clearance', 'instruction', 'assertion', 'position_draft', 'cite', 'adoption',
    'reaffirmation', 'conflict_ruling'] LOOP
    EXECUTE format('DROP TRIGGER a_wall ON %I', t);
  END LOOP;
END $$;
