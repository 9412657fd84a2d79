-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS node_report (   -- how the processes that serve this installation say they are, now and then
  id BYTEA NOT NULL PRIMARY KEY,
  name TEXT NOT NULL, version TEXT NOT NULL,
  started_at BIGINT NOT NULL, seen_at BIGINT NOT NULL,
  memory_bytes BIGINT NOT NULL, disk_free BIGINT NOT NULL, pages BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS server_backup ( -- backups of the whole installation: what is known of each file, which only its recipients can read
  id BYTEA NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,                     -- manual, scheduled
  state TEXT NOT NULL,                    -- waiting, running, done, failed
  node TEXT NOT NULL,                     -- on whose disk the file lies
  file TEXT NOT NULL, bytes BIGINT NOT NULL, checksum TEXT NOT NULL,   -- sha-256 of the encrypted file
  rows_done BIGINT NOT NULL, rows_total BIGINT NOT NULL,
  version TEXT NOT NULL, recipients TEXT NOT NULL, error TEXT NOT NULL,
  person_id BYTEA,                        -- who asked for it
  created_at BIGINT NOT NULL, finished_at BIGINT, checked_at BIGINT, check_error TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS server_backup_created ON server_backup (created_at, id);
