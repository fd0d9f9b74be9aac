-- Attachments: the bytes that hang on what was written, sealed in pieces beside the book.

-- migrate:up

-- One row for each upload. Until an event of the book tells of it nothing leads here, and after an
-- hour it is taken away: the event claims the tag in the transaction it is written in. What it is,
-- and which part it belongs to, is sealed under that part's key; without it the upload never ended.
CREATE TABLE attachment (
    tenant      uuid        NOT NULL,
    attachment  uuid        NOT NULL,
    tag         bytea       NOT NULL CHECK (octet_length(tag) = 32),
    begun       timestamptz NOT NULL DEFAULT now(),
    settled     boolean     NOT NULL DEFAULT false,
    key_id      uuid        NOT NULL,
    sealed      bytea,
    PRIMARY KEY (tenant, attachment)
);
CREATE INDEX attachment_unsettled ON attachment (tenant, begun) WHERE NOT settled;

CREATE TABLE attachment_piece (
    tenant      uuid    NOT NULL,
    attachment  uuid    NOT NULL,
    number      integer NOT NULL,
    sealed      bytea   NOT NULL,
    PRIMARY KEY (tenant, attachment, number),
    FOREIGN KEY (tenant, attachment) REFERENCES attachment ON DELETE CASCADE
);

-- Sealed bytes look random: trying to compress them costs time and gains nothing.
ALTER TABLE attachment ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE attachment_piece ALTER COLUMN sealed SET STORAGE EXTERNAL;
