-- +goose NO TRANSACTION
-- +goose Up
-- Whom a provider (Google, Microsoft, …) vouches for. Issuer and subject alone
-- say who that is; the address is only what it called them the last time.
CREATE TABLE IF NOT EXISTS person_identity (
  issuer TEXT NOT NULL, subject TEXT NOT NULL,
  id BYTEA NOT NULL UNIQUE,
  person_id BYTEA NOT NULL REFERENCES person(id),
  provider TEXT NOT NULL,                 -- our name for it
  email TEXT NOT NULL,
  created_at BIGINT NOT NULL, used_at BIGINT,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX IF NOT EXISTS person_identity_person ON person_identity (person_id);
-- One browser's one visit to a provider. The secret of the browser is in its
-- cookie only; nonce and PKCE verifier follow from it and the state.
CREATE TABLE IF NOT EXISTS provider_visit (
  state_hash BYTEA NOT NULL PRIMARY KEY,
  id BYTEA NOT NULL UNIQUE,
  browser_hash BYTEA NOT NULL,
  provider TEXT NOT NULL,
  purpose TEXT NOT NULL,                  -- enter, link, prove
  person_id BYTEA, session_id BYTEA,      -- who began it, to link or to prove
  next TEXT NOT NULL, slug TEXT NOT NULL, -- where they were going
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
  returned_at BIGINT,                     -- the state is spent
  issuer TEXT NOT NULL, subject TEXT NOT NULL, email TEXT NOT NULL,   -- whom the provider vouched for, waiting to be confirmed; else ''
  done_at BIGINT
);
CREATE INDEX IF NOT EXISTS provider_visit_browser ON provider_visit (browser_hash);
CREATE INDEX IF NOT EXISTS provider_visit_expires ON provider_visit (expires_at);
