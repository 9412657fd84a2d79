-- +goose NO TRANSACTION
-- +goose Up
-- whose books an import goes to: what grants on a business reach
ALTER TABLE import_run ADD COLUMN IF NOT EXISTS business_id BYTEA;
-- what could not be read in a calendar, a line each, beginning with the line's number
ALTER TABLE feed_in ADD COLUMN IF NOT EXISTS skipped TEXT NOT NULL DEFAULT '';
-- which files an import reads and how: JSON, read whole
ALTER TABLE import_run ADD COLUMN IF NOT EXISTS plan TEXT NOT NULL DEFAULT '';
-- how many of the bookings had a price, which is entered as rent
ALTER TABLE import_run ADD COLUMN IF NOT EXISTS priced BIGINT NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS feed_in_due ON feed_in (account_id, next_poll_at);
CREATE INDEX IF NOT EXISTS import_run_created ON import_run (account_id, created_at, id);
