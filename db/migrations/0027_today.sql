-- +goose NO TRANSACTION
-- +goose Up
-- Whoever sees much is shown a day from these alone, counts included, and asks each entry for the property before the row is read.
DROP INDEX IF EXISTS booking_arrive;
CREATE INDEX IF NOT EXISTS booking_arrive ON booking (account_id, arrive, id, depart, property_id, state);
DROP INDEX IF EXISTS booking_depart;
CREATE INDEX IF NOT EXISTS booking_depart ON booking (account_id, depart, id, arrive, property_id, state);
DROP INDEX IF EXISTS booking_long;
CREATE INDEX IF NOT EXISTS booking_long ON booking (account_id, depart, arrive, id, property_id, state) WHERE depart - arrive > 14;
