-- +goose NO TRANSACTION
-- +goose Up
-- SQLite keeps entries and values of the trail in the tree of their key (see
-- clustered): two pages less to write at each change. They move to tables of that
-- kind; PostgreSQL has no such kind, and nothing to do.
-- +sqlite
ALTER TABLE IF EXISTS audit_entry RENAME TO audit_entry_was;
ALTER TABLE IF EXISTS audit_value RENAME TO audit_value_was;
DROP INDEX IF EXISTS audit_entry_record;
DROP INDEX IF EXISTS audit_entry_person;
DROP INDEX IF EXISTS audit_entry_acting;
CREATE TABLE IF NOT EXISTS audit_entry (                -- every change and denied attempt
  account_id BYTEA NOT NULL, id BYTEA NOT NULL,
  at BIGINT NOT NULL, person_id BYTEA, acting_person_id BYTEA, person_name TEXT NOT NULL, acting_name TEXT NOT NULL,
  verb TEXT NOT NULL, thing TEXT NOT NULL, record_id BYTEA, property_id BYTEA, client_id BYTEA, outcome TEXT NOT NULL, detail TEXT NOT NULL,
  lane BIGINT NOT NULL DEFAULT 0, seq BIGINT, hash BYTEA,
  parts BYTEA,                            -- which parts have values, and their digests
  PRIMARY KEY (account_id, id)
);
CREATE TABLE IF NOT EXISTS audit_value (
  account_id BYTEA NOT NULL, entry_id BYTEA NOT NULL,
  part TEXT NOT NULL,                     -- the field group, in the page's word
  salt BYTEA NOT NULL, content TEXT NOT NULL, -- JSON [[field, before, after], ...]
  PRIMARY KEY (account_id, entry_id, part)
);
INSERT INTO audit_entry (account_id, id, at, person_id, acting_person_id, person_name, acting_name, verb, thing, record_id, property_id, client_id, outcome, detail, lane, seq, hash, parts)
  SELECT account_id, id, at, person_id, acting_person_id, person_name, acting_name, verb, thing, record_id, property_id, client_id, outcome, detail, lane, seq, hash, parts
  FROM audit_entry_was ORDER BY account_id, id;
INSERT INTO audit_value (account_id, entry_id, part, salt, content)
  SELECT account_id, entry_id, part, salt, content FROM audit_value_was ORDER BY account_id, entry_id, part;
DROP TABLE IF EXISTS audit_entry_was;
DROP TABLE IF EXISTS audit_value_was;
-- +both
CREATE INDEX IF NOT EXISTS audit_entry_record ON audit_entry (account_id, record_id, id);
CREATE INDEX IF NOT EXISTS audit_entry_person ON audit_entry (account_id, person_id, id);
CREATE INDEX IF NOT EXISTS audit_entry_acting ON audit_entry (account_id, acting_person_id, id) WHERE acting_person_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS audit_entry_denied ON audit_entry (account_id, id) WHERE outcome = 'denied';
