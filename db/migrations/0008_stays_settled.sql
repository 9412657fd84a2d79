-- +goose NO TRANSACTION
-- +goose Up
-- What the office keeps of an owner's part, fixed with the part itself.
ALTER TABLE booking_share ADD COLUMN IF NOT EXISTS commission_bps BIGINT NOT NULL DEFAULT 0;
-- due until the booking is paid, then paid; cancelled when taken back
ALTER TABLE charge ADD COLUMN IF NOT EXISTS state TEXT NOT NULL DEFAULT 'due';
ALTER TABLE charge ADD COLUMN IF NOT EXISTS cancelled_at BIGINT;
-- quotes to customers of a trade without guests name the customer
ALTER TABLE quote ADD COLUMN IF NOT EXISTS client_id BYTEA;
CREATE INDEX IF NOT EXISTS quote_booking ON quote (account_id, booking_id);
CREATE UNIQUE INDEX IF NOT EXISTS booking_number ON booking (account_id, number);
CREATE INDEX IF NOT EXISTS booking_guest ON booking (account_id, guest_key, id);
-- who is in the house today: long stays are few
CREATE INDEX IF NOT EXISTS booking_long ON booking (account_id, depart) WHERE depart - arrive > 62;
