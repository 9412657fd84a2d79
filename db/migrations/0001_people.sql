-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS account (
  id BYTEA NOT NULL PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,              -- entry address /a/SLUG
  name TEXT NOT NULL,
  template TEXT NOT NULL,                 -- letting-office, holiday-rentals, service-desk, field-service, bookkeeping
  plan TEXT NOT NULL,                     -- soho, pro, enterprise
  state TEXT NOT NULL,                    -- active, suspended
  currency TEXT NOT NULL,
  zone TEXT NOT NULL,                     -- IANA
  settings TEXT NOT NULL,                 -- JSON, read whole
  version BIGINT NOT NULL,                -- bumped by whatever changes what anyone may see: ownership, vendor links, plan, state, settings of access
  created_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS person (
  id BYTEA NOT NULL PRIMARY KEY,
  email TEXT NOT NULL,                    -- as typed
  email_key TEXT NOT NULL UNIQUE,         -- folded
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,            -- '' = none yet; argon2id PHC string
  zone TEXT NOT NULL, locale TEXT NOT NULL,
  failed_count BIGINT NOT NULL, failed_at BIGINT,   -- growing delays
  created_at BIGINT NOT NULL,
  deleted_at BIGINT
);
CREATE TABLE IF NOT EXISTS session (
  token_hash BYTEA NOT NULL PRIMARY KEY,  -- sha-256 of the cookie or bearer token
  id BYTEA NOT NULL UNIQUE,
  person_id BYTEA NOT NULL REFERENCES person(id),
  account_id BYTEA,                       -- the account the person is looking at; NULL until chosen
  kind TEXT NOT NULL,                     -- browser, api
  method TEXT NOT NULL,                   -- password, link, ...
  acting_person_id BYTEA,                 -- log in as: the office person really acting
  acting_session_id BYTEA,                -- their own session, to go back to
  ip TEXT NOT NULL, agent TEXT NOT NULL,
  created_at BIGINT NOT NULL, used_at BIGINT NOT NULL, expires_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS session_person ON session (person_id);
CREATE TABLE IF NOT EXISTS link (                       -- one-time links: invitation, password reset, quote acceptance
  token_hash BYTEA NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  account_id BYTEA, person_id BYTEA, record_id BYTEA,
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, spent_at BIGINT
);
CREATE INDEX IF NOT EXISTS link_person ON link (person_id);
CREATE TABLE IF NOT EXISTS business (
  account_id BYTEA NOT NULL, id BYTEA NOT NULL,
  name TEXT NOT NULL, currency TEXT NOT NULL, version BIGINT NOT NULL, created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE TABLE IF NOT EXISTS member (
  account_id BYTEA NOT NULL, id BYTEA NOT NULL,
  person_id BYTEA NOT NULL REFERENCES person(id),
  name TEXT NOT NULL,                     -- shown on records even after the person is deleted
  state TEXT NOT NULL,                    -- invited, active, inactive, deleted
  kind TEXT NOT NULL,                     -- staff, portal
  signed_in_at BIGINT, login_method TEXT NOT NULL, last_action TEXT NOT NULL, last_action_at BIGINT,
  version BIGINT NOT NULL,                -- bumped by any change of state or grants: the key of cached viewers
  created_at BIGINT NOT NULL, created_by BYTEA,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, person_id)
);
CREATE INDEX IF NOT EXISTS member_person ON member (person_id);
CREATE TABLE IF NOT EXISTS access_grant (
  account_id BYTEA NOT NULL, id BYTEA NOT NULL,
  member_id BYTEA NOT NULL, person_id BYTEA NOT NULL,
  role TEXT NOT NULL,                     -- the page's word
  scope TEXT NOT NULL,                    -- account, business, client, property, vendor, server, record
  scope_id BYTEA,                         -- business/client/vendor/record; NULL for account, server, property
  switches TEXT NOT NULL,                 -- space-separated words of the page, sorted
  verb TEXT NOT NULL, thing TEXT NOT NULL,-- override only, else ''
  from_at BIGINT, until_at BIGINT,
  note TEXT NOT NULL,
  created_at BIGINT NOT NULL, created_by BYTEA, version BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, member_id) REFERENCES member (account_id, id)
);
CREATE INDEX IF NOT EXISTS access_grant_member ON access_grant (account_id, member_id);
CREATE TABLE IF NOT EXISTS grant_property (
  account_id BYTEA NOT NULL, grant_id BYTEA NOT NULL, property_id BYTEA NOT NULL,
  PRIMARY KEY (account_id, grant_id, property_id),
  FOREIGN KEY (account_id, grant_id) REFERENCES access_grant (account_id, id)
);
CREATE INDEX IF NOT EXISTS grant_property_back ON grant_property (account_id, property_id, grant_id);
CREATE TABLE IF NOT EXISTS audit_entry (                -- every change and denied attempt
  account_id BYTEA NOT NULL, id BYTEA NOT NULL,
  at BIGINT NOT NULL, person_id BYTEA, acting_person_id BYTEA, person_name TEXT NOT NULL, acting_name TEXT NOT NULL,
  verb TEXT NOT NULL, thing TEXT NOT NULL, record_id BYTEA, property_id BYTEA, client_id BYTEA, outcome TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX IF NOT EXISTS audit_entry_record ON audit_entry (account_id, record_id, id);
CREATE TABLE IF NOT EXISTS counter (
  account_id BYTEA NOT NULL, series TEXT NOT NULL, next BIGINT NOT NULL,
  PRIMARY KEY (account_id, series)
);
CREATE TABLE IF NOT EXISTS setting (       -- installation-wide
  name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS change_hint (   -- what other processes should look at again
  id BYTEA NOT NULL PRIMARY KEY, topic TEXT NOT NULL, at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS change_hint_at ON change_hint (at);
CREATE TABLE IF NOT EXISTS outbox_mail (                -- what was or will be sent; the demo's outbox screen reads it
  id BYTEA NOT NULL PRIMARY KEY,
  account_id BYTEA, to_email TEXT NOT NULL, to_name TEXT NOT NULL, subject TEXT NOT NULL, body_text TEXT NOT NULL, body_html TEXT NOT NULL,
  attachments TEXT NOT NULL,              -- JSON [{name,type,file}] or []
  state TEXT NOT NULL,                    -- waiting, sent, failed
  attempts BIGINT NOT NULL, error TEXT NOT NULL, created_at BIGINT NOT NULL, sent_at BIGINT
);
CREATE INDEX IF NOT EXISTS outbox_mail_created ON outbox_mail (created_at);
CREATE TABLE IF NOT EXISTS lease_row (     -- who may do what only one process does at a time
  name TEXT NOT NULL PRIMARY KEY,
  owner BYTEA NOT NULL,
  fence BIGINT NOT NULL,                  -- counts up with each new owner
  until_at BIGINT NOT NULL
);
