-- +goose NO TRANSACTION
-- +goose Up
-- Who is in the house on a day is found in these two alone: the arrivals of the last two weeks, and whoever stays longer.
DROP INDEX IF EXISTS booking_arrive;
CREATE INDEX IF NOT EXISTS booking_arrive ON booking (account_id, arrive, id, depart);
DROP INDEX IF EXISTS booking_long;
CREATE INDEX IF NOT EXISTS booking_long ON booking (account_id, depart, arrive, id) WHERE depart - arrive > 14;
