-- +goose NO TRANSACTION
-- +goose Up
-- What was uploaded for an import, in pieces, until the import is over: any
-- node may then work on it, and a run that is cut off begins again.
CREATE TABLE IF NOT EXISTS import_file (
  account_id BYTEA NOT NULL, run_id BYTEA NOT NULL, file BIGINT NOT NULL, part BIGINT NOT NULL, data BYTEA NOT NULL,
  PRIMARY KEY (account_id, run_id, file, part)
);
