-- +goose NO TRANSACTION
-- +goose Up
-- why an account is suspended, as its people are told; '' while it is not
ALTER TABLE account ADD COLUMN IF NOT EXISTS suspended_why TEXT NOT NULL DEFAULT '';
-- when somebody was last at work in an account
CREATE INDEX IF NOT EXISTS session_account ON session (account_id, used_at);
-- An account that a stranger asked for; it is opened by the link mailed to them.
CREATE TABLE IF NOT EXISTS sign_up (
  id BYTEA NOT NULL PRIMARY KEY,
  email TEXT NOT NULL, name TEXT NOT NULL,
  company TEXT NOT NULL, slug TEXT NOT NULL, template TEXT NOT NULL, currency TEXT NOT NULL, zone TEXT NOT NULL,
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS sign_up_expires ON sign_up (expires_at);
