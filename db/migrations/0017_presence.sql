-- +goose NO TRANSACTION
-- +goose Up
-- Who holds an open page, and at which node. What a node wrote counts while
-- its lease runs: the people of a node that was killed vanish with it.
CREATE TABLE IF NOT EXISTS node (
  id BYTEA NOT NULL PRIMARY KEY, until_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS presence (
  id BYTEA NOT NULL PRIMARY KEY, node_id BYTEA NOT NULL,
  account_id BYTEA NOT NULL, person_id BYTEA NOT NULL, session_id BYTEA NOT NULL,
  ip TEXT NOT NULL, since_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS presence_account ON presence (account_id, person_id);
CREATE INDEX IF NOT EXISTS presence_node ON presence (node_id);
-- The orders and counts of the users list.
CREATE INDEX IF NOT EXISTS member_name ON member (account_id, name_key, id);
CREATE INDEX IF NOT EXISTS member_action ON member (account_id, (COALESCE(last_action_at, 0)), id);
CREATE INDEX IF NOT EXISTS member_state ON member (account_id, kind, state);
