-- +goose NO TRANSACTION
-- +goose Up
-- what authenticators call somebody: random, so that it says nothing of who they are
CREATE TABLE IF NOT EXISTS passkey_owner (
  person_id BYTEA NOT NULL PRIMARY KEY REFERENCES person(id),
  handle BYTEA NOT NULL UNIQUE,
  created_at BIGINT NOT NULL
);
-- by what second factor the session was opened or proved since: '' is none
ALTER TABLE session ADD COLUMN IF NOT EXISTS factor TEXT NOT NULL DEFAULT '';
-- of whom the account demands a second factor: '' is nobody, admins, staff
ALTER TABLE account ADD COLUMN IF NOT EXISTS second_factor TEXT NOT NULL DEFAULT '';
