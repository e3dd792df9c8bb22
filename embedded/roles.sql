-- The cluster's part of the set-up: four roles, none of which may do more than its work.
-- Run by a superuser in any database, as often as wanted; then
--   createdb --owner=onevoice_owner onevoice     and     embedded/database.sql in that database.
-- Passwords, or certificates, are the administrator's own: ALTER ROLE ... PASSWORD.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['onevoice_owner', 'onevoice_app', 'onevoice_worker', 'onevoice_verifier'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
            EXECUTE pg_catalog.format('CREATE ROLE %I', name);
        END IF;
        EXECUTE pg_catalog.format(
            'ALTER ROLE %I LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION', name);
    END LOOP;
END
$$;
