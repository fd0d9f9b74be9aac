-- migrate:up

-- The book: one per tenant, with two ledgers of one shape (what happened, and who looked at it).
-- Nothing here names a person or a matter. Columns in clear are the tenant, random ids, versions,
-- positions, times, key ids, hashes and keyed tags; everything else is sealed before it comes.
-- The tenant stands first in every key, and no number comes from a sequence: positions are given
-- out under the lock on the head row, so they have no gaps and follow the order of commits.

CREATE TABLE book (
    tenant        uuid        PRIMARY KEY,
    municipality  uuid        NOT NULL,
    clock_offset  interval    NOT NULL DEFAULT interval '0',
    created       timestamptz NOT NULL DEFAULT now()
);

-- One row per book and ledger. It is rewritten by every batch: the free space keeps it in place.
CREATE TABLE event_head (
    tenant    uuid   PRIMARY KEY,
    position  bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);

CREATE TABLE journal_head (
    tenant    uuid   PRIMARY KEY,
    position  bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);

-- What a hash of ours is as long as. A domain, because the checks of a table are read anew from
-- their text for every statement that writes to it, and this one is remembered.
CREATE DOMAIN fingerprint AS bytea CHECK (octet_length(VALUE) = 32);

CREATE TABLE event (
    tenant       uuid        NOT NULL,
    position     bigint      NOT NULL,
    stream       uuid        NOT NULL,
    version      integer     NOT NULL,
    event_id     uuid        NOT NULL,
    recorded_at  timestamptz NOT NULL,
    key_id       uuid        NOT NULL,
    sealed       bytea       NOT NULL,
    previous     fingerprint NOT NULL,
    leaf         fingerprint NOT NULL,
    PRIMARY KEY (tenant, stream, version),
    UNIQUE (tenant, position)
);

-- Sealed bytes look random: trying to compress them costs time and gains nothing.
ALTER TABLE event ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TABLE journal_line (LIKE event INCLUDING ALL);

-- Where lies what a command was answered, so that asking again gives the same answer and does
-- nothing: inside the first line it wrote, or here when it wrote nothing.
CREATE TABLE answer (
    tenant       uuid        NOT NULL,
    command      uuid        NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    stream       uuid,
    version      integer,
    key_id       uuid,
    sealed       bytea,
    PRIMARY KEY (tenant, command),
    CHECK ((stream IS NULL) = (version IS NULL) AND (key_id IS NULL) = (sealed IS NULL)),
    CHECK ((stream IS NULL) <> (key_id IS NULL))
);
ALTER TABLE answer ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- What at most one stream of a book may hold at a time. The tag is a keyed hash of what is held
-- and its kind, so that neither can be read or counted here.
CREATE TABLE claim (
    tenant  uuid        NOT NULL,
    tag     fingerprint NOT NULL,
    stream  uuid        NOT NULL,
    PRIMARY KEY (tenant, tag)
);
CREATE INDEX claim_by_stream ON claim (tenant, stream);

-- A line is written once. This stops accidents; what stops intent is the chain and the receipts.
CREATE FUNCTION lines_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'lines of a book are never changed or removed' USING ERRCODE = '0A000';
END
$$;
CREATE TRIGGER lines_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION lines_stay();
CREATE TRIGGER lines_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_line
    FOR EACH STATEMENT EXECUTE FUNCTION lines_stay();

-- A batch comes packed, all its lines in one value: sending many small ones costs more than
-- everything else does. Places are counted from 1. These are given plain columns and sums only,
-- and are no more immutable than what they call, so that the planner puts them in place instead
-- of calling them.
CREATE FUNCTION uuid_at(packed bytea, place int) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT encode(substring(packed FROM place FOR 16), 'hex')::uuid $$;

CREATE FUNCTION int_at(packed bytea, place int) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT (get_byte(packed, place - 1) << 24) | (get_byte(packed, place) << 16)
               | (get_byte(packed, place + 1) << 8) | get_byte(packed, place + 2) $$;

CREATE FUNCTION time_at(packed bytea, place int) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT timestamptz '1970-01-01 00:00:00+00'
               + ((int_at(packed, place)::bigint << 32)
                  | (int_at(packed, place + 4)::bigint & 4294967295)) * interval '1 microsecond' $$;

-- The functions below are made once for each ledger from one text, so that the two ledgers cannot
-- come to differ: event_append_one, event_append, event_append_each, event_read, and the same for
-- the journal.
DO $make$
DECLARE
    ledger text[];
BEGIN
    FOREACH ledger SLICE 1 IN ARRAY ARRAY[['event', 'event'], ['journal', 'journal_line']] LOOP

        -- Append the one line of one command, as append does, and in two thirds of its time: nothing
        -- is unpacked and nothing counted. "command" is null when it has no answer to remember.
        EXECUTE replace(replace($sql$
            CREATE FUNCTION LEDGER_append_one(
                this_book uuid, this_stream uuid, this_version int, event_id uuid,
                recorded_at timestamptz, key_id uuid, previous bytea, leaf bytea, sealed bytea,
                command uuid, read_streams uuid[], read_versions int[]
            ) RETURNS bigint LANGUAGE plpgsql AS $body$
            #variable_conflict use_variable
            DECLARE
                base bigint;
            BEGIN
                UPDATE LEDGER_head h SET position = h.position + 1
                 WHERE h.tenant = this_book
             RETURNING h.position - 1 INTO base;
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'there is no such book' USING ERRCODE = 'P0002';
                END IF;

                INSERT INTO LINES (tenant, position, stream, version, event_id, recorded_at,
                                   key_id, previous, leaf, sealed)
                SELECT this_book, base + 1, this_stream, this_version, event_id, recorded_at,
                       key_id, previous, leaf, sealed
                 WHERE (this_version = 1
                        OR (SELECT e.version = this_version - 1 AND e.leaf = previous FROM LINES e
                             WHERE e.tenant = this_book AND e.stream = this_stream
                             ORDER BY e.version DESC LIMIT 1))
                   AND NOT EXISTS (
                           SELECT FROM unnest(read_streams, read_versions) AS r (stream, version)
                            WHERE r.version <> coalesce(
                                      (SELECT e.version FROM LINES e
                                        WHERE e.tenant = this_book AND e.stream = r.stream
                                        ORDER BY e.version DESC LIMIT 1), 0)
                       );
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'a command came too late' USING ERRCODE = 'ST001';
                END IF;

                IF command IS NOT NULL THEN
                    INSERT INTO answer (tenant, command, stream, version)
                    VALUES (this_book, command, this_stream, this_version);
                END IF;
                RETURN base;
            END
            $body$
        $sql$, 'LEDGER', ledger[1]), 'LINES', ledger[2]);

        -- Append a batch of commands, in order, as one transaction and one round trip: all of it,
        -- or nothing. Returns the position before the first. It fails with a unique violation or
        -- with ST001 when a single command came too late; then append_each sorts out which.
        --   lines    one after the other: stream (0), event id (16), microseconds since 1970 (32),
        --            key id (40), previous leaf (56), leaf (88), sealed bytes (120)
        --   starts   where each line begins, counted from 1, and in "ends" where the next would
        --   versions of the lines; they are asked for so often that they come by themselves
        --   opens    which lines are the first of a command in a stream; null when all are
        --   reads    one after the other: stream (0), version (16); null when there are none
        --   kept     one after the other: command (0), stream (16) and version (32) of the line
        --            its answer lies in; null when there are none
        -- The look-ups ask for an order that only the primary key gives, so that a plan made
        -- while the table was empty stays right; asking for all of that key does not do. They are
        -- asked in statements of their own after the lock, because only a new statement sees what
        -- was committed while it waited. What was read is looked at before anything is written:
        -- one command may have read what a later one of the batch writes to.
        EXECUTE replace(replace($sql$
            CREATE FUNCTION LEDGER_append(
                this_book uuid, lines bytea, starts int[], ends int[], versions int[],
                opens bool[], reads bytea, kept bytea,
                answer_commands uuid[], answer_keys uuid[], answers bytea[],
                claim_tags bytea[], claim_streams uuid[], releases bool[]
            ) RETURNS bigint LANGUAGE plpgsql AS $body$
            DECLARE
                base bigint;
                added bigint;
            BEGIN
                UPDATE LEDGER_head h SET position = h.position + cardinality(starts)
                 WHERE h.tenant = this_book
             RETURNING h.position - cardinality(starts) INTO base;
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'there is no such book' USING ERRCODE = 'P0002';
                END IF;

                IF reads IS NOT NULL AND EXISTS (
                       SELECT FROM generate_series(1, octet_length(reads), 20) AS r
                        WHERE int_at(reads, r + 16) <> coalesce(
                                  (SELECT e.version FROM LINES e
                                    WHERE e.tenant = this_book AND e.stream = uuid_at(reads, r)
                                    ORDER BY e.version DESC LIMIT 1), 0)
                   )
                THEN
                    RAISE EXCEPTION 'a command came too late' USING ERRCODE = 'ST001';
                END IF;

                INSERT INTO LINES (tenant, position, stream, version, event_id, recorded_at,
                                   key_id, previous, leaf, sealed)
                SELECT this_book, base + l.number, uuid_at(lines, l.at), l.version,
                       uuid_at(lines, l.at + 16), time_at(lines, l.at + 32),
                       uuid_at(lines, l.at + 40),
                       substring(lines FROM l.at + 56 FOR 32),
                       substring(lines FROM l.at + 88 FOR 32),
                       substring(lines FROM l.at + 120 FOR l.until - l.at - 120)
                  FROM unnest(starts, ends, versions)
                       WITH ORDINALITY AS l (at, until, version, number)
                 WHERE l.version = 1
                    OR NOT opens[l.number]
                    OR (SELECT e.version = l.version - 1
                           AND e.leaf = substring(lines FROM l.at + 56 FOR 32) FROM LINES e
                         WHERE e.tenant = this_book AND e.stream = uuid_at(lines, l.at)
                         ORDER BY e.version DESC LIMIT 1);
                GET DIAGNOSTICS added = ROW_COUNT;
                IF added < cardinality(starts) THEN
                    RAISE EXCEPTION 'a command came too late' USING ERRCODE = 'ST001';
                END IF;

                IF kept IS NOT NULL THEN
                    INSERT INTO answer (tenant, command, stream, version)
                    SELECT this_book, uuid_at(kept, k), uuid_at(kept, k + 16), int_at(kept, k + 32)
                      FROM generate_series(1, octet_length(kept), 36) AS k;
                END IF;

                IF cardinality(answer_commands) > 0 THEN
                    INSERT INTO answer (tenant, command, key_id, sealed)
                    SELECT this_book, a.command, a.key_id, a.sealed
                      FROM unnest(answer_commands, answer_keys, answers)
                           AS a (command, key_id, sealed);
                END IF;

                IF cardinality(claim_tags) > 0 THEN
                    DELETE FROM claim k
                     USING unnest(claim_tags, claim_streams, releases) AS c (tag, stream, release)
                     WHERE c.release AND k.tenant = this_book AND k.tag = c.tag
                       AND k.stream = c.stream;
                    INSERT INTO claim (tenant, tag, stream)
                    SELECT this_book, c.tag, c.stream
                      FROM unnest(claim_tags, claim_streams, releases) AS c (tag, stream, release)
                     WHERE NOT c.release;
                END IF;
                RETURN base;
            END
            $body$
        $sql$, 'LEDGER', ledger[1]), 'LINES', ledger[2]);

        -- Append what can be appended of a batch, in order, as one transaction. A command that
        -- cannot be done is left out and named; its neighbours go in:
        --   stale     a stream it wrote or read has moved on (with the stream)
        --   taken     another stream holds what it claims (with the number of the claim)
        --   answered  it has been done before
        --   repeated  its very lines already stand here; asked for only after a lost connection
        -- Commands are numbered from 1. "opens" marks the first line of a command in a stream.
        -- Everything after the first statement sees what stood when the head's lock was free.
        -- LIMIT 1 stands where there can be but one row: it keeps the planner from turning the
        -- look-ups round and reading all of a table.
        EXECUTE replace(replace($sql$
            CREATE FUNCTION LEDGER_append_each(
                this_book uuid,
                commands uuid[], times timestamptz[], remembered bool[],
                first_streams uuid[], first_versions int[], answer_keys uuid[], answers bytea[],
                line_commands int[], streams uuid[], versions int[], opens bool[], event_ids uuid[],
                key_ids uuid[], sealed bytea[], previous bytea[], leaves bytea[],
                read_commands int[], read_streams uuid[], read_versions int[],
                claim_commands int[], claim_tags bytea[], claim_streams uuid[], releases bool[],
                again bool,
                OUT base bigint, OUT added bigint, OUT stale int[], OUT stale_streams uuid[],
                OUT taken int[], OUT taken_claims int[], OUT answered int[], OUT repeated int[]
            ) LANGUAGE plpgsql AS $body$
            DECLARE
                refused int[] := '{}';
            BEGIN
                added := cardinality(streams);
                UPDATE LEDGER_head h SET position = h.position + added
                 WHERE h.tenant = this_book
             RETURNING h.position - added INTO base;
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'there is no such book' USING ERRCODE = 'P0002';
                END IF;

                SELECT array_agg(c.command) FILTER (WHERE c.stream IS NOT NULL),
                       array_agg(c.stream) FILTER (WHERE c.stream IS NOT NULL),
                       array_agg(c.command) FILTER (WHERE c.stream IS NULL)
                  INTO stale, stale_streams, answered
                  FROM (
                      SELECT l.command, l.stream
                        FROM unnest(line_commands, streams, versions, previous, opens)
                             AS l (command, stream, version, previous, opens)
                        LEFT JOIN LATERAL (
                            SELECT e.version, e.leaf FROM LINES e
                             WHERE e.tenant = this_book AND e.stream = l.stream
                             ORDER BY e.version DESC LIMIT 1
                        ) last ON true
                       WHERE l.opens
                         AND (coalesce(last.version, 0) <> l.version - 1
                              OR coalesce(last.leaf, decode(repeat('00', 32), 'hex')) <> l.previous)
                      UNION ALL
                      SELECT r.command, r.stream
                        FROM unnest(read_commands, read_streams, read_versions)
                             AS r (command, stream, version)
                        LEFT JOIN LATERAL (
                            SELECT e.version FROM LINES e
                             WHERE e.tenant = this_book AND e.stream = r.stream
                             ORDER BY e.version DESC LIMIT 1
                        ) last ON true
                       WHERE coalesce(last.version, 0) <> r.version
                      UNION ALL
                      SELECT k.number, NULL
                        FROM unnest(commands, remembered)
                             WITH ORDINALITY AS k (command, remembered, number)
                       CROSS JOIN LATERAL (
                           SELECT FROM answer a
                            WHERE a.tenant = this_book AND a.command = k.command LIMIT 1
                       ) a
                       WHERE k.remembered
                  ) c;

                IF cardinality(claim_commands) > 0 THEN
                    SELECT array_agg(c.command), array_agg(c.number) INTO taken, taken_claims
                      FROM unnest(claim_commands, claim_tags, claim_streams, releases)
                           WITH ORDINALITY AS c (command, tag, stream, release, number)
                     CROSS JOIN LATERAL (
                         SELECT k.stream FROM claim k
                          WHERE k.tenant = this_book AND k.tag = c.tag LIMIT 1
                     ) k
                     WHERE NOT c.release AND k.stream <> c.stream
                       AND NOT EXISTS (
                           SELECT FROM unnest(claim_commands, claim_tags, claim_streams, releases)
                                    AS r (command, tag, stream, release)
                            WHERE r.release AND r.command = c.command
                              AND r.tag = c.tag AND r.stream = k.stream
                       );
                END IF;

                IF coalesce(stale, taken, answered) IS NOT NULL THEN
                    refused := coalesce(stale, '{}') || coalesce(taken, '{}')
                               || coalesce(answered, '{}');
                    SELECT count(*) INTO added
                      FROM unnest(line_commands) AS l (command) WHERE l.command <> ALL (refused);
                    UPDATE LEDGER_head h SET position = base + added WHERE h.tenant = this_book;
                    IF again THEN
                        SELECT array_agg(DISTINCT found.command) INTO repeated
                          FROM (
                              SELECT l.command
                                FROM unnest(line_commands, streams, versions, leaves, opens)
                                     AS l (command, stream, version, leaf, opens)
                                JOIN LINES e ON e.tenant = this_book AND e.stream = l.stream
                                            AND e.version = l.version AND e.leaf = l.leaf
                               WHERE l.opens
                              UNION ALL
                              SELECT c.number::int
                                FROM unnest(commands, answers)
                                     WITH ORDINALITY AS c (command, answer, number)
                                JOIN answer a ON a.tenant = this_book AND a.command = c.command
                                             AND a.sealed = c.answer
                          ) found;
                    END IF;
                END IF;

                WITH written AS (
                    INSERT INTO LINES (tenant, position, stream, version, event_id, recorded_at,
                                       key_id, sealed, previous, leaf)
                    SELECT this_book, base + row_number() OVER (ORDER BY l.number), l.stream,
                           l.version, l.event_id, times[l.command], l.key_id, l.sealed, l.previous,
                           l.leaf
                      FROM unnest(line_commands, streams, versions, event_ids, key_ids, sealed,
                                  previous, leaves)
                           WITH ORDINALITY AS l (command, stream, version, event_id, key_id,
                                                 sealed, previous, leaf, number)
                     WHERE l.command <> ALL (refused)
                )
                INSERT INTO answer (tenant, command, stream, version, key_id, sealed)
                SELECT this_book, c.command, c.stream, c.version, c.key_id, c.sealed
                  FROM unnest(commands, remembered, first_streams, first_versions, answer_keys,
                              answers)
                       WITH ORDINALITY AS c (command, remembered, stream, version, key_id, sealed,
                                             number)
                 WHERE c.remembered AND c.number <> ALL (refused);

                IF cardinality(claim_commands) > 0 THEN
                    DELETE FROM claim k
                     USING unnest(claim_commands, claim_tags, claim_streams, releases)
                           AS c (command, tag, stream, release)
                     WHERE c.release AND c.command <> ALL (refused)
                       AND k.tenant = this_book AND k.tag = c.tag AND k.stream = c.stream;
                    INSERT INTO claim (tenant, tag, stream)
                    SELECT this_book, c.tag, c.stream
                      FROM unnest(claim_commands, claim_tags, claim_streams, releases)
                           AS c (command, tag, stream, release)
                     WHERE NOT c.release AND c.command <> ALL (refused)
                       AND NOT EXISTS (
                           SELECT FROM claim k WHERE k.tenant = this_book AND k.tag = c.tag
                       );
                END IF;
            END
            $body$
        $sql$, 'LEDGER', ledger[1]), 'LINES', ledger[2]);

        -- Read several streams as they stood at one instant, with the book's time and the answer
        -- a command has had: one snapshot, one round trip. The first row carries the time.
        -- Of each stream come the lines after the version one has, and first that last known
        -- line's leaf, without its contents, so that the chain can be seen to continue. The last
        -- row, without a position, is the line the answer lies in, or the answer itself.
        EXECUTE replace(replace($sql$
            CREATE FUNCTION LEDGER_read(this_book uuid, wanted uuid[], known int[], asked uuid)
            RETURNS TABLE (
                stream uuid, version int, "position" bigint, event_id uuid,
                recorded_at timestamptz, key_id uuid, sealed bytea, previous fingerprint,
                leaf fingerprint
            ) LANGUAGE plpgsql STABLE AS $body$
            #variable_conflict use_column
            BEGIN
                RETURN QUERY
                    SELECT NULL::uuid, 0, NULL::bigint, NULL::uuid, now() + b.clock_offset,
                           NULL::uuid, NULL::bytea, NULL::fingerprint, NULL::fingerprint
                      FROM book b WHERE b.tenant = this_book;
                RETURN QUERY
                    SELECT e.stream, e.version, e.position, e.event_id, e.recorded_at, e.key_id,
                           CASE WHEN e.version > w.known THEN e.sealed END, e.previous, e.leaf
                      FROM unnest(wanted, known) AS w (stream, known)
                     CROSS JOIN LATERAL (
                         SELECT * FROM LINES l
                          WHERE l.tenant = this_book AND l.stream = w.stream AND l.version >= w.known
                          ORDER BY l.version
                     ) e;
                IF asked IS NOT NULL THEN
                    RETURN QUERY
                        SELECT coalesce(a.stream, a.command), coalesce(a.version, 1), NULL::bigint,
                               coalesce(e.event_id, a.command), a.recorded_at,
                               coalesce(e.key_id, a.key_id), coalesce(e.sealed, a.sealed),
                               e.previous, e.leaf
                          FROM answer a
                          LEFT JOIN LINES e ON e.tenant = a.tenant AND e.stream = a.stream
                                           AND e.version = a.version
                         WHERE a.tenant = this_book AND a.command = asked;
                END IF;
            END
            $body$
        $sql$, 'LEDGER', ledger[1]), 'LINES', ledger[2]);
    END LOOP;
END
$make$;
