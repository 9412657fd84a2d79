-- +goose NO TRANSACTION
-- +goose Up
-- A row for each taken night becomes a row for 31 of them: see docs/adr/nights.md. The old
-- table loses its name first, so that a process of yesterday's program cannot take a night
-- that today's does not see: its writing fails until it is replaced.
ALTER TABLE IF EXISTS night RENAME TO night_was;
CREATE TABLE IF NOT EXISTS calendar_leaf (  -- double booking is impossible by this key and its check. place_id = unit, or the property where it is let whole
  account_id BYTEA NOT NULL, place_id BYTEA NOT NULL,
  first_night BIGINT NOT NULL,             -- of the 31 nights the row is about; a multiple of 31
  taken BIGINT NOT NULL,                   -- a digit to the base of 4 for each night, 1 where it is taken; taking adds, giving back subtracts
  PRIMARY KEY (account_id, place_id, first_night),
  CONSTRAINT calendar_leaf_once CHECK (taken >= 0 AND (taken & 3074457345618258602) = 0) -- no digit is 2 or 3
);
CREATE TABLE IF NOT EXISTS night_was (     -- for a migration that was cut off after its last step
  account_id BYTEA NOT NULL, place_id BYTEA NOT NULL, night BIGINT NOT NULL,
  PRIMARY KEY (account_id, place_id, night)
);
INSERT INTO calendar_leaf (account_id, place_id, first_night, taken)
  SELECT account_id, place_id, night - (night % 31 + 31) % 31,
    CAST(SUM(CAST(1 AS BIGINT) << CAST(2 * ((night % 31 + 31) % 31) AS INTEGER)) AS BIGINT)
  FROM night_was GROUP BY account_id, place_id, night - (night % 31 + 31) % 31
  ON CONFLICT (account_id, place_id, first_night) DO NOTHING;
DROP TABLE IF EXISTS night_was;
DROP TABLE IF EXISTS day_count;
