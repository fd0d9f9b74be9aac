-- With what a book has signed before, when its signing key was exchanged.

-- migrate:up

-- The two public keys of a pair that has ended, and the note in which it signs for the next one.
-- Nothing here is secret, and nothing of it is ever taken away: what the pair signed is held
-- against it.
CREATE TABLE signing_before (
    tenant  uuid    NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    first   bytea   NOT NULL CHECK (octet_length(first) = 32),
    second  bytea   NOT NULL CHECK (octet_length(second) = 1312),
    note    text    NOT NULL,
    PRIMARY KEY (tenant, version)
);

ALTER TABLE signing_before ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_book ON signing_before
    USING (tenant = nullif(current_setting('stafett.tenant', true), '')::uuid);
GRANT SELECT ON signing_before TO stafett_keystore;

-- Parcels go on with the key other municipalities have agreed to, also when receipts and
-- checkpoints are signed with a new one; until then the two are one.
ALTER TABLE book_key DROP CONSTRAINT book_key_purpose_check;
ALTER TABLE book_key ADD CONSTRAINT book_key_purpose_check
    CHECK (purpose IN ('index', 'signing', 'people', 'people-old', 'desk'));
