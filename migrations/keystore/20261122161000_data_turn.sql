-- Which books are on their way to new data keys.

-- migrate:up

-- A book's data keys are exchanged page by page. Each key that is older than the beginning is yet
-- to be followed by a new one; so whoever goes on after a stop knows where, and makes none twice.
CREATE TABLE data_turn (
    tenant   uuid        PRIMARY KEY,
    began_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE data_turn ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_book ON data_turn
    USING (tenant = nullif(current_setting('stafett.tenant', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON data_turn TO stafett_keystore;
