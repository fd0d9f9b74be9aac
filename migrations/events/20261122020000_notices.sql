-- Notices that wait to be sent, and how far into each book one has looked for what is new.

-- migrate:up

-- How far a book has been read for notices, and the last day whose deadlines have been told of.
CREATE TABLE notice_bookmark (
    tenant   uuid   NOT NULL,
    position bigint NOT NULL,
    reminded date   NOT NULL,
    PRIMARY KEY (tenant)
);

-- One row for each notice on its way, gone when it has been sent. Who it is for is sealed, under
-- that person's own key; the tag is a keyed hash of it, so that what comes meanwhile is one notice
-- and not many. What is new, and in which matter, does not stand here at all.
CREATE TABLE notice (
    tenant    uuid        NOT NULL,
    id        uuid        NOT NULL,
    tag       bytea       NOT NULL,
    due_at    timestamptz NOT NULL,
    tries     smallint    NOT NULL,
    key_id    uuid        NOT NULL,
    sealed    bytea       NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX notice_not_tried ON notice (tenant, tag) WHERE tries = 0;
CREATE INDEX notice_by_time ON notice (due_at);
