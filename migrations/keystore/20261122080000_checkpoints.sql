-- What was signed last of the logs of each book, and whose turn it is to sign.

-- migrate:up

-- A year's log of one ledger: where it begins, and the newest checkpoint as it was signed. It lies
-- here and not beside the lines, so that a copy of the lines that is brought back cannot bring back
-- what was signed of them.
CREATE TABLE checkpoint (
    tenant  uuid     NOT NULL,
    ledger  text     NOT NULL CHECK (ledger IN ('event', 'journal')),
    year    smallint NOT NULL,
    first   bigint   NOT NULL CHECK (first > 0),
    frozen  boolean  NOT NULL,
    note    text     NOT NULL,
    PRIMARY KEY (tenant, ledger, year)
);

-- One process at a time signs for a book; whoever has the turn keeps it by asking again in time.
CREATE TABLE signing_turn (
    tenant  uuid        PRIMARY KEY,
    holder  uuid        NOT NULL,
    until   timestamptz NOT NULL
);

ALTER TABLE checkpoint ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE signing_turn ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_book ON checkpoint
    USING (tenant = nullif(current_setting('stafett.tenant', true), '')::uuid);
CREATE POLICY one_book ON signing_turn
    USING (tenant = nullif(current_setting('stafett.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE (frozen, note) ON checkpoint TO stafett_keystore;
GRANT SELECT, INSERT, UPDATE (holder, until) ON signing_turn TO stafett_keystore;
