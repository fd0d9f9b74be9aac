-- Taking away what is sealed in the lines of a matter whose keys were destroyed.

-- migrate:up

-- Nobody logs in as the pruner either: it owns one function, and may change one column.
RESET ROLE;
DO $role$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'stafett_pruner') THEN
        BEGIN
            CREATE ROLE stafett_pruner;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- another database of this cluster was migrated in the same moment
        END;
    END IF;
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT stafett_pruner TO %I', current_user);
    END IF;
END
$role$;
GRANT USAGE, CREATE ON SCHEMA public TO stafett_pruner;
SET ROLE stafett_owner;

-- A line is written once. What may become of it later is one thing: that the pruner puts in the
-- place of what is sealed its SHA-256, behind a byte no sealed message begins with. Everything
-- beside it stays, and so its leaf can be reckoned as before.
CREATE OR REPLACE FUNCTION lines_stay() RETURNS trigger LANGUAGE plpgsql AS $stay$
BEGIN
    IF TG_TABLE_NAME = 'event' AND TG_OP = 'UPDATE' AND current_user = 'stafett_pruner' THEN
        IF TG_LEVEL = 'STATEMENT' THEN
            RETURN NULL;
        END IF;
        IF octet_length(OLD.sealed) > 33 AND NEW.sealed = '\x00'::bytea || sha256(OLD.sealed)
           AND (NEW.tenant, NEW.position, NEW.stream, NEW.version, NEW.event_id,
                NEW.recorded_at, NEW.key_id, NEW.previous, NEW.leaf)
             = (OLD.tenant, OLD.position, OLD.stream, OLD.version, OLD.event_id,
                OLD.recorded_at, OLD.key_id, OLD.previous, OLD.leaf)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'lines of a book are never changed or removed' USING ERRCODE = '0A000';
END
$stay$;

GRANT SELECT, UPDATE (sealed) ON event TO stafett_pruner;
RESET ROLE;

-- Whether it may be done - two people, no hold, keys that are gone - is decided and written in the
-- book before this is called. Says how many lines it took something from.
CREATE FUNCTION prune_lines(this_book uuid, this_stream uuid) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $prune$
DECLARE
    how_many int;
BEGIN
    PERFORM set_config('stafett.tenant', this_book::text, true);
    UPDATE event SET sealed = '\x00'::bytea || sha256(sealed)
     WHERE tenant = this_book AND stream = this_stream AND octet_length(sealed) > 33;
    GET DIAGNOSTICS how_many = ROW_COUNT;
    RETURN how_many;
END
$prune$;
REVOKE EXECUTE ON FUNCTION prune_lines FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prune_lines TO stafett_writer;
ALTER FUNCTION prune_lines OWNER TO stafett_pruner;
REVOKE CREATE ON SCHEMA public FROM stafett_pruner;
SET ROLE stafett_owner;
