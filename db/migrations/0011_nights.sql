-- +goose NO TRANSACTION
-- +goose Up
-- Nights are found by their place, which is the key; few bookings come from feeds.
DROP INDEX IF EXISTS night_record;
CREATE INDEX IF NOT EXISTS booking_from_feed ON booking (account_id, feed_id, feed_uid) WHERE feed_id IS NOT NULL;
DROP INDEX IF EXISTS booking_feed;
CREATE TABLE IF NOT EXISTS day_count (    -- 0, 1, 2 … up to the longest stay: what turns a span of nights into a row for each
  n BIGINT NOT NULL PRIMARY KEY
);
INSERT INTO day_count (n) WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < 1829) SELECT n FROM c WHERE n >= 0 ON CONFLICT (n) DO NOTHING;
