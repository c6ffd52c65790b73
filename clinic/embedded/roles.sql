-- The three database roles of Anteroom. Running it again changes nothing.
--
-- On a production server, as its superuser:
--     psql --file roles.sql
--     psql --command '\password app_owner'      (and so for app_rt, app_audit_ro)
--     createdb --owner app_owner anteroom
-- Every `manage.py migrate` grants app_rt and app_audit_ro what they need on the tables.

DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['app_owner', 'app_rt', 'app_audit_ro'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I', role_name);
        END IF;
    END LOOP;
END
$$;

-- Owns the database: migrations, retention; makes the databases of a test run.
ALTER ROLE app_owner LOGIN CREATEDB NOCREATEROLE NOSUPERUSER;

-- Web and workers: reads and writes rows, defines nothing.
ALTER ROLE app_rt LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER;

-- The privacy officer's pages and `manage.py audit verify`: reads.
ALTER ROLE app_audit_ro LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER;
ALTER ROLE app_audit_ro SET default_transaction_read_only = on;

-- A test run logs in as the owner and works as the role that web and workers have.
GRANT app_rt TO app_owner;
