-- The second wall: who may do what in this database, and of which book at a time.

-- migrate:up

-- Nobody logs in as the owner or the lookout; what follows belongs to the one, and the other may
-- see which books have something to be done, and nothing else. The four others get their passwords
-- from `stafett migrate`, for a migration is read by many.
DO $roles$
DECLARE
    wanted name;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['stafett_owner', 'stafett_lookout', 'stafett_writer',
                                  'stafett_journal', 'stafett_projector', 'stafett_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- another database of this cluster was migrated in the same moment
            END;
        END IF;
    END LOOP;
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT stafett_owner, stafett_lookout TO %I', current_user);
    END IF;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO stafett_writer, stafett_journal, '
                   'stafett_projector, stafett_reader', current_database());
END
$roles$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO stafett_owner;
GRANT USAGE ON SCHEMA public
   TO stafett_writer, stafett_journal, stafett_projector, stafett_reader, stafett_lookout;
ALTER DEFAULT PRIVILEGES FOR ROLE stafett_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- The functions of the ledgers say first which book they are about. It holds for their own
-- transaction, so it costs no round trip and nothing of it is left on the connection.
DO $say$
DECLARE
    told text;
BEGIN
    FOR told IN
        SELECT pg_get_functiondef(p.oid) FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace
           AND p.proname ~ '^(event|journal)_(append_one|append|append_each|read)$'
    LOOP
        EXECUTE regexp_replace(told, '\n *BEGIN\n',
            E'\nBEGIN\nPERFORM set_config(''stafett.tenant'', this_book::text, true);\n');
    END LOOP;
END
$say$;

CREATE FUNCTION event_position(this_book uuid) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM set_config('stafett.tenant', this_book::text, true);
    RETURN (SELECT h.position FROM event_head h WHERE h.tenant = this_book);
END
$$;

CREATE FUNCTION journal_position(this_book uuid) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM set_config('stafett.tenant', this_book::text, true);
    RETURN (SELECT h.position FROM journal_head h WHERE h.tenant = this_book);
END
$$;

-- How far the build that a book answers from has come.
CREATE FUNCTION list_position(this_book uuid, this_projection text) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM set_config('stafett.tenant', this_book::text, true);
    RETURN (SELECT b.position
              FROM projection_live l
              JOIN projection_bookmark b ON b.tenant = l.tenant AND b.projection = l.projection
                                        AND b.build = l.build
             WHERE l.tenant = this_book AND l.projection = this_projection);
END
$$;

-- Matters as they stand, from the build that a book answers from.
CREATE FUNCTION case_view_read(this_book uuid, wanted uuid[]) RETURNS SETOF case_view
LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM set_config('stafett.tenant', this_book::text, true);
    RETURN QUERY
        SELECT v.*
          FROM projection_live l
          JOIN case_view v ON v.tenant = l.tenant AND v.build = l.build
         WHERE l.tenant = this_book AND l.projection = 'doors' AND v.stream = ANY (wanted)
      ORDER BY v.stream, v.number;
END
$$;

-- Which books have a notice that is due: the one thing in that table that is asked of all books.
CREATE FUNCTION books_with_notices() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT DISTINCT n.tenant FROM notice n WHERE n.due_at <= now();
END;

-- Could a reading be written down now? Nothing is written, and no writer is held up.
CREATE FUNCTION journal_takes_lines() RETURNS void LANGUAGE sql AS $$
    UPDATE journal_head SET position = position WHERE false;
    INSERT INTO journal_line SELECT (NULL::journal_line).* WHERE false;
$$;

-- A line is written once: row by row, statement by statement, and also while a copy is replayed.
CREATE TRIGGER each_line_stays BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION lines_stay();
CREATE TRIGGER each_line_stays BEFORE UPDATE OR DELETE ON journal_line
    FOR EACH ROW EXECUTE FUNCTION lines_stay();
ALTER TABLE event ENABLE ALWAYS TRIGGER lines_stay, ENABLE ALWAYS TRIGGER each_line_stays;
ALTER TABLE journal_line ENABLE ALWAYS TRIGGER lines_stay, ENABLE ALWAYS TRIGGER each_line_stays;

-- What there is belongs to the owner, and of each table one sees one book, the owner too.
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
    FOR one IN
        SELECT p.oid::regprocedure AS name FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO stafett_owner', one.name);
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one.name);
    END LOOP;
END
$own$;
ALTER DOMAIN fingerprint OWNER TO stafett_owner;
REVOKE UPDATE, DELETE, TRUNCATE ON event, journal_line FROM stafett_owner;

-- Heads and bookmarks hold ids and numbers. Whoever looks for work looks at those of all books.
CREATE POLICY every_book ON book FOR SELECT TO stafett_reader USING (true);
CREATE POLICY every_book ON event_head FOR SELECT TO stafett_reader, stafett_projector USING (true);
CREATE POLICY every_book ON projection_live
    FOR SELECT TO stafett_reader, stafett_projector USING (true);
CREATE POLICY every_book ON projection_bookmark
    FOR SELECT TO stafett_reader, stafett_projector USING (true);
CREATE POLICY every_book ON projection_parked
    FOR SELECT TO stafett_reader, stafett_projector USING (true);
CREATE POLICY every_book ON notice_bookmark FOR SELECT TO stafett_projector USING (true);
CREATE POLICY every_book ON notice FOR SELECT TO stafett_lookout USING (true);
GRANT SELECT (tenant, due_at) ON notice TO stafett_lookout;
GRANT CREATE ON SCHEMA public TO stafett_lookout;
ALTER FUNCTION books_with_notices() OWNER TO stafett_lookout;
REVOKE CREATE ON SCHEMA public FROM stafett_lookout;

-- The writer adds lines. Of those that stand there it sees no more than it takes to add the next.
GRANT INSERT, SELECT (tenant, stream, version, leaf) ON event TO stafett_writer;
GRANT INSERT, SELECT, UPDATE (position) ON event_head TO stafett_writer;
GRANT INSERT ON journal_head TO stafett_writer;
GRANT INSERT, SELECT (tenant), UPDATE (clock_offset) ON book TO stafett_writer;
GRANT INSERT, SELECT (tenant, command, sealed) ON answer TO stafett_writer, stafett_journal;
GRANT INSERT, SELECT, DELETE ON claim TO stafett_writer;
GRANT INSERT, SELECT, UPDATE (sealed, settled), DELETE ON attachment TO stafett_writer;
GRANT INSERT, SELECT ON attachment_piece TO stafett_writer;

GRANT INSERT, SELECT (tenant, stream, version, leaf) ON journal_line TO stafett_journal;
GRANT SELECT, UPDATE (position) ON journal_head TO stafett_journal;

GRANT SELECT ON event_head TO stafett_projector;
GRANT SELECT, INSERT, UPDATE, DELETE
   ON projection_live, projection_bookmark, projection_parked, case_view, access_list, due, tally,
      notice_bookmark, notice
   TO stafett_projector;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO stafett_reader;

DO $run$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT p.oid::regprocedure AS name,
               CASE WHEN p.proname IN ('uuid_at', 'int_at', 'time_at')
                    THEN 'stafett_writer, stafett_journal'
                    WHEN p.proname LIKE 'event\_append%' THEN 'stafett_writer'
                    WHEN p.proname LIKE 'journal\_append%' OR p.proname = 'journal_takes_lines'
                    THEN 'stafett_journal'
                    WHEN p.proname = 'books_with_notices' THEN 'stafett_projector'
                    WHEN p.proname IN ('list_position', 'case_view_read')
                    THEN 'stafett_reader, stafett_projector'
                    WHEN p.proname ~ '_(read|position)$' THEN 'stafett_reader'
               END AS whose
          FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    LOOP
        IF one.whose IS NOT NULL THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', one.name, one.whose);
        END IF;
    END LOOP;
END
$run$;
