-- migrate:up

-- The keys of every book, each closed under the key above it: root -> tenant key -> the book's own
-- keys and data keys. Nothing here names a person, a matter or a stream. This database lies on a
-- cluster of its own and has backups of its own, so that restoring the events never brings back a
-- key that was shredded.

CREATE TABLE tenant_key (
    tenant       uuid        NOT NULL,
    version      integer     NOT NULL CHECK (version > 0),
    root_id      uuid        NOT NULL,
    root_version integer     NOT NULL CHECK (root_version > 0),
    wrapped      bytea       NOT NULL,
    made_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, version)
);

CREATE TABLE book_key (
    tenant             uuid        NOT NULL,
    purpose            text        NOT NULL CHECK (purpose IN ('index', 'signing')),
    version            integer     NOT NULL CHECK (version > 0),
    tenant_key_version integer     NOT NULL,
    wrapped            bytea       NOT NULL,
    made_at            timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, purpose, version),
    FOREIGN KEY (tenant, tenant_key_version) REFERENCES tenant_key (tenant, version)
);

-- A row that is gone is a key that is gone: shredding deletes, and nothing else does.
CREATE TABLE data_key (
    tenant             uuid        NOT NULL,
    id                 uuid        NOT NULL,
    scope_tag          bytea       NOT NULL CHECK (octet_length(scope_tag) = 32),
    version            integer     NOT NULL CHECK (version > 0),
    tenant_key_version integer     NOT NULL,
    wrapped            bytea       NOT NULL,
    made_at            timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, scope_tag, version),
    FOREIGN KEY (tenant, tenant_key_version) REFERENCES tenant_key (tenant, version)
);
