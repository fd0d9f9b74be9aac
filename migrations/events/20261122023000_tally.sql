-- What each matter adds to the municipality's figures.

-- migrate:up

-- One row for each follow-up and each concern; all of it is sealed, under the key of the part that
-- access is judged from.
CREATE TABLE tally (
    tenant  uuid    NOT NULL,
    build   integer NOT NULL,
    stream  uuid    NOT NULL,
    key_id  uuid    NOT NULL,
    sealed  bytea   NOT NULL,
    PRIMARY KEY (tenant, build, stream)
);
