-- What the book looks like right now, for those who ask: made from its lines, and from nothing
-- else, so every row here can be thrown away and made again. A build is one making of a
-- projection; a new one grows beside the one in use, until one row says that it has taken over.

-- migrate:up

-- Which build of a projection a book answers from.
CREATE TABLE projection_live (
    tenant      uuid    NOT NULL,
    projection  text    NOT NULL,
    build       integer NOT NULL,
    PRIMARY KEY (tenant, projection)
);

-- How far each build has read. Rows and bookmark move in one transaction.
CREATE TABLE projection_bookmark (
    tenant      uuid    NOT NULL,
    projection  text    NOT NULL,
    build       integer NOT NULL,
    position    bigint  NOT NULL,
    PRIMARY KEY (tenant, projection, build)
) WITH (fillfactor = 10);

-- Streams with a line that could not be read: they stand in no list until somebody has looked.
CREATE TABLE projection_parked (
    tenant      uuid    NOT NULL,
    projection  text    NOT NULL,
    build       integer NOT NULL,
    stream      uuid    NOT NULL,
    position    bigint  NOT NULL,
    PRIMARY KEY (tenant, projection, build, stream)
);

-- A stream folded so far, one sealed row per key. Row 0 is the one that access is judged from;
-- version and leaf are those of the last line it has taken in.
CREATE TABLE case_view (
    tenant      uuid     NOT NULL,
    build       integer  NOT NULL,
    stream      uuid     NOT NULL,
    number      smallint NOT NULL,
    version     integer  NOT NULL,
    leaf        bytea    NOT NULL,
    key_id      uuid     NOT NULL,
    sealed      bytea    NOT NULL,
    PRIMARY KEY (tenant, build, stream, number)
);

-- Who may look for a stream: a keyed tag of a person, an employee or a unit's leaders, never an
-- id. It may name too many, never too few; each row is judged again before it is shown.
CREATE TABLE access_list (
    tenant      uuid    NOT NULL,
    build       integer NOT NULL,
    tag         bytea   NOT NULL,
    stream      uuid    NOT NULL,
    PRIMARY KEY (tenant, build, tag, stream)
);
CREATE INDEX access_list_of_stream ON access_list (tenant, build, stream);

