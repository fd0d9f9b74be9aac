-- The second wall, around the keys: who may do what, and of which book at a time.

-- migrate:up

-- Nobody logs in as the owner. The other gets its password from `stafett migrate`, for a
-- migration is read by many.
DO $roles$
DECLARE
    wanted name;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['stafett_owner', 'stafett_keystore'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- another database of this cluster was migrated in the same moment
            END;
        END IF;
    END LOOP;
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT stafett_owner TO %I', current_user);
    END IF;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO stafett_keystore', current_database());
END
$roles$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO stafett_owner;
GRANT USAGE ON SCHEMA public TO stafett_keystore;
ALTER DEFAULT PRIVILEGES FOR ROLE stafett_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

DO $own$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT c.oid::regclass AS name,
               EXISTS (SELECT FROM pg_attribute a
                        WHERE a.attrelid = c.oid AND a.attname = 'tenant') AS has_tenant
          FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO stafett_owner', one.name);
        IF one.has_tenant THEN
            EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
                           one.name);
            EXECUTE format('CREATE POLICY one_book ON %s USING '
                           '(tenant = nullif(current_setting(''stafett.tenant'', true), '''')::uuid)',
                           one.name);
        END IF;
    END LOOP;
END
$own$;

-- Which books there are, and under which root key each lies.
CREATE POLICY every_book ON tenant_key FOR SELECT TO stafett_keystore USING (true);

-- Keys are made and read; a key is never changed, and of all of them only data keys are destroyed.
GRANT SELECT, INSERT ON tenant_key, book_key, data_key TO stafett_keystore;
GRANT DELETE ON data_key TO stafett_keystore;
GRANT SELECT ON schema_migrations, migration_seal TO stafett_keystore;
