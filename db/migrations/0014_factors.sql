-- +goose NO TRANSACTION
-- +goose Up
-- what a sign-in still waits for: '' is nothing, totp the code of an authenticator app
ALTER TABLE session ADD COLUMN IF NOT EXISTS pending TEXT NOT NULL DEFAULT '';
-- when the person last proved in this session who they are; 0 never
ALTER TABLE session ADD COLUMN IF NOT EXISTS proved_at BIGINT NOT NULL DEFAULT 0;
-- wrong proofs and codes in a row in this session
ALTER TABLE session ADD COLUMN IF NOT EXISTS wrong_count BIGINT NOT NULL DEFAULT 0;
CREATE TABLE IF NOT EXISTS totp (
  person_id BYTEA NOT NULL PRIMARY KEY REFERENCES person(id),
  secret BYTEA,                           -- in use; sealed with the installation's key
  fresh BYTEA,                            -- being set up, not confirmed yet; sealed
  last_step BIGINT NOT NULL,              -- the newest half minute whose code was used
  failed_count BIGINT NOT NULL, failed_at BIGINT,   -- growing delays
  created_at BIGINT NOT NULL, confirmed_at BIGINT
);
CREATE TABLE IF NOT EXISTS recovery_code (
  person_id BYTEA NOT NULL REFERENCES person(id),
  code_hash BYTEA NOT NULL, salt BYTEA NOT NULL,    -- argon2id, one salt a set
  created_at BIGINT NOT NULL, spent_at BIGINT,
  PRIMARY KEY (person_id, code_hash)
);
CREATE TABLE IF NOT EXISTS passkey (
  id BYTEA NOT NULL PRIMARY KEY,
  person_id BYTEA NOT NULL REFERENCES person(id),
  credential BYTEA NOT NULL UNIQUE,       -- the authenticator's own name for it
  public_key BYTEA NOT NULL,
  site TEXT NOT NULL,                     -- the relying party it was made for: a host name
  name TEXT NOT NULL,
  sign_count BIGINT NOT NULL, flags BIGINT NOT NULL, transports TEXT NOT NULL, model BYTEA NOT NULL,
  created_at BIGINT NOT NULL, used_at BIGINT,
  doubted_at BIGINT                       -- when its counter went backwards: it may have been copied
);
CREATE INDEX IF NOT EXISTS passkey_person ON passkey (person_id);
CREATE TABLE IF NOT EXISTS mailed_code (   -- a code by mail for whoever has nothing else to prove with
  session_id BYTEA NOT NULL PRIMARY KEY,
  code_hash BYTEA NOT NULL, wrong_count BIGINT NOT NULL, expires_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS spent_challenge (   -- passkey answers that were taken: each once
  hash BYTEA NOT NULL PRIMARY KEY, expires_at BIGINT NOT NULL
);
