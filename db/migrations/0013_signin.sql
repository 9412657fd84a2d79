-- +goose NO TRANSACTION
-- +goose Up
-- A sign-in link's mail carries a code as well, good only in the browser that
-- asked. A link to change one's address carries the new one.
ALTER TABLE link ADD COLUMN IF NOT EXISTS asked_hash BYTEA;
ALTER TABLE link ADD COLUMN IF NOT EXISTS code_hash BYTEA;
ALTER TABLE link ADD COLUMN IF NOT EXISTS tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE link ADD COLUMN IF NOT EXISTS email TEXT NOT NULL DEFAULT '';
CREATE INDEX IF NOT EXISTS link_asked ON link (asked_hash);
-- A session of kind token is an API token: its name, and whether it only reads.
ALTER TABLE session ADD COLUMN IF NOT EXISTS name TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN IF NOT EXISTS read_only BIGINT NOT NULL DEFAULT 0;
-- The browsers a person has signed in with.
CREATE TABLE IF NOT EXISTS known_device (
  device_hash BYTEA NOT NULL, person_id BYTEA NOT NULL REFERENCES person(id),
  created_at BIGINT NOT NULL, used_at BIGINT NOT NULL,
  PRIMARY KEY (device_hash, person_id)
);
CREATE INDEX IF NOT EXISTS known_device_person ON known_device (person_id);
-- The mails a person has chosen not to get.
CREATE TABLE IF NOT EXISTS muted_notice (
  person_id BYTEA NOT NULL REFERENCES person(id), notice TEXT NOT NULL,
  PRIMARY KEY (person_id, notice)
);
