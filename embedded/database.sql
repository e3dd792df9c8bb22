-- The database's part of the set-up, run by a superuser in the database itself (named as the administrator
-- likes), as often as wanted: only our four roles come in, and nobody but the owner makes anything in `public`.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
DO $$
DECLARE
    here text := pg_catalog.current_database();
BEGIN
    EXECUTE pg_catalog.format('ALTER DATABASE %I OWNER TO onevoice_owner', here);
    EXECUTE pg_catalog.format('REVOKE ALL ON DATABASE %I FROM PUBLIC', here);
    EXECUTE pg_catalog.format(
        'GRANT CONNECT ON DATABASE %I TO onevoice_owner, onevoice_app, onevoice_worker, onevoice_verifier', here);
    -- Exclusion constraints over a scalar and a period need this; it takes a superuser, so it is made here.
    IF EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = 'btree_gist') THEN
        CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
    END IF;
END
$$;
