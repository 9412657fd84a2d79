-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS job (          -- work to be done after a commit; a job that is done is deleted
  id BYTEA NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  args TEXT NOT NULL,                     -- JSON
  once_key TEXT UNIQUE,                   -- no second job with this key is added while this one is there
  due_at BIGINT,                          -- waiting: not before; running: when the claim lapses; given up: NULL
  claim BYTEA,                            -- who runs it; NULL while it waits
  attempts BIGINT NOT NULL, error TEXT NOT NULL,
  created_at BIGINT NOT NULL, failed_at BIGINT
);
CREATE INDEX IF NOT EXISTS job_due ON job (due_at, id);
