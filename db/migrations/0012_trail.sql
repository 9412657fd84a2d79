-- +goose NO TRANSACTION
-- +goose Up
-- The audit trail as hash chains: each entry is a link of one chain (lane) of
-- its account. seq is NULL in entries older than the chains, until they are
-- taken in. Nothing changes an entry once it is written.
ALTER TABLE audit_entry ADD COLUMN IF NOT EXISTS lane BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_entry ADD COLUMN IF NOT EXISTS seq BIGINT;
ALTER TABLE audit_entry ADD COLUMN IF NOT EXISTS hash BYTEA;
ALTER TABLE audit_entry ADD COLUMN IF NOT EXISTS parts BYTEA;   -- which parts have values, and their digests
CREATE INDEX IF NOT EXISTS audit_entry_person ON audit_entry (account_id, person_id, id);
CREATE INDEX IF NOT EXISTS audit_entry_acting ON audit_entry (account_id, acting_person_id, id) WHERE acting_person_id IS NOT NULL;
-- What fields said before and after, apart from the entries, so that personal
-- data can be forgotten: a digest with a salt that goes with it stays.
CREATE TABLE IF NOT EXISTS audit_value (
  account_id BYTEA NOT NULL, entry_id BYTEA NOT NULL,
  part TEXT NOT NULL,                     -- the field group, in the page's word
  salt BYTEA NOT NULL, content TEXT NOT NULL, -- JSON [[field, before, after], ...]
  PRIMARY KEY (account_id, entry_id, part)
);
CREATE TABLE IF NOT EXISTS audit_head (                 -- how far each chain has come
  account_id BYTEA NOT NULL, lane BIGINT NOT NULL,
  seq BIGINT NOT NULL, hash BYTEA NOT NULL,
  PRIMARY KEY (account_id, lane)
);
