-- What has a day in it, by day: a list that tells where to look, and is asked again on the day.

-- migrate:up

-- One row for each thing with a day in a stream. The day names nothing; what it is about, and for
-- whom, is sealed under the key of the part it is written in. For what follows from the day
-- itself the day is the first one to look. Who may look at all stands in the access list.
CREATE TABLE due (
    tenant      uuid     NOT NULL,
    build       integer  NOT NULL,
    stream      uuid     NOT NULL,
    number      smallint NOT NULL,
    due_on      date     NOT NULL,
    key_id      uuid     NOT NULL,
    sealed      bytea    NOT NULL,
    PRIMARY KEY (tenant, build, stream, number)
);
