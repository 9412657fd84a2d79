-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS booking (
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, business_id BYTEA NOT NULL, property_id BYTEA NOT NULL, unit_id BYTEA,
  number BIGINT NOT NULL,
  arrive BIGINT NOT NULL, depart BIGINT NOT NULL,
  state TEXT NOT NULL,                               -- tentative, confirmed, cancelled
  source TEXT NOT NULL,                              -- direct, airbnb, booking.com, vrbo, owner, ical
  reference TEXT NOT NULL,                           -- channel's code
  guest_name TEXT NOT NULL, guest_key TEXT NOT NULL, guest_email TEXT NOT NULL, guest_phone TEXT NOT NULL,
  adults BIGINT NOT NULL, children BIGINT NOT NULL,
  currency TEXT NOT NULL,
  total_minor BIGINT NOT NULL,                       -- all charges
  tax_minor BIGINT NOT NULL, paid_minor BIGINT NOT NULL,
  commission_minor BIGINT NOT NULL, owner_minor BIGINT NOT NULL,   -- owner_minor = sum of booking_share
  feed_id BYTEA, feed_uid TEXT NOT NULL,
  person_id BYTEA,                                   -- who made it
  version BIGINT NOT NULL, created_at BIGINT NOT NULL, cancelled_at BIGINT,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, property_id) REFERENCES property (account_id, id)
);
CREATE INDEX IF NOT EXISTS booking_property ON booking (account_id, property_id, arrive, id);
CREATE INDEX IF NOT EXISTS booking_arrive ON booking (account_id, arrive, id);
CREATE INDEX IF NOT EXISTS booking_depart ON booking (account_id, depart, id);
CREATE INDEX IF NOT EXISTS booking_feed ON booking (account_id, feed_id, feed_uid);
CREATE TABLE IF NOT EXISTS booking_share (                         -- the owners' numbers, split exactly when charged
  account_id BYTEA NOT NULL, booking_id BYTEA NOT NULL, client_id BYTEA NOT NULL, share_bps BIGINT NOT NULL, amount_minor BIGINT NOT NULL,
  PRIMARY KEY (account_id, booking_id, client_id),
  FOREIGN KEY (account_id, booking_id) REFERENCES booking (account_id, id)
);
CREATE INDEX IF NOT EXISTS booking_share_client ON booking_share (account_id, client_id, booking_id, amount_minor);
CREATE TABLE IF NOT EXISTS charge (
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, business_id BYTEA NOT NULL, booking_id BYTEA NOT NULL, property_id BYTEA NOT NULL,
  kind TEXT NOT NULL,                                -- rent, cleaning, tax, fee, discount
  description TEXT NOT NULL, amount_minor BIGINT NOT NULL, currency TEXT NOT NULL, to_owner BIGINT NOT NULL,  -- 1: counts toward the owner
  day BIGINT NOT NULL, created_at BIGINT NOT NULL, person_id BYTEA,
  PRIMARY KEY (account_id, id), FOREIGN KEY (account_id, booking_id) REFERENCES booking (account_id, id)
);
CREATE INDEX IF NOT EXISTS charge_booking ON charge (account_id, booking_id, id);
CREATE TABLE IF NOT EXISTS payment (
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, business_id BYTEA NOT NULL, booking_id BYTEA, property_id BYTEA, client_id BYTEA,
  direction TEXT NOT NULL,                           -- in, refund
  method TEXT NOT NULL, amount_minor BIGINT NOT NULL, currency TEXT NOT NULL, day BIGINT NOT NULL, memo TEXT NOT NULL,
  cleared_at BIGINT, created_at BIGINT NOT NULL, person_id BYTEA, state TEXT NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX IF NOT EXISTS payment_booking ON payment (account_id, booking_id, id);
CREATE INDEX IF NOT EXISTS payment_day ON payment (account_id, day, id);
CREATE TABLE IF NOT EXISTS block (
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, business_id BYTEA NOT NULL, property_id BYTEA NOT NULL, unit_id BYTEA,
  arrive BIGINT NOT NULL, depart BIGINT NOT NULL, kind TEXT NOT NULL,   -- owner (Owner block-off), office, maintenance, feed
  label TEXT NOT NULL, person_id BYTEA, maker TEXT NOT NULL, acting_name TEXT NOT NULL,
  feed_id BYTEA, feed_uid TEXT NOT NULL, state TEXT NOT NULL,           -- active, cancelled
  version BIGINT NOT NULL, created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, property_id) REFERENCES property (account_id, id)
);
CREATE INDEX IF NOT EXISTS block_property ON block (account_id, property_id, arrive, id);
CREATE INDEX IF NOT EXISTS block_arrive ON block (account_id, arrive, id);
CREATE INDEX IF NOT EXISTS block_feed ON block (account_id, feed_id, feed_uid);
CREATE TABLE IF NOT EXISTS quote (
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, business_id BYTEA NOT NULL, property_id BYTEA NOT NULL, unit_id BYTEA, number BIGINT NOT NULL,
  arrive BIGINT NOT NULL, depart BIGINT NOT NULL, state TEXT NOT NULL,   -- draft, sent, accepted, declined, expired
  guest_name TEXT NOT NULL, guest_key TEXT NOT NULL, guest_email TEXT NOT NULL, guest_phone TEXT NOT NULL, adults BIGINT NOT NULL, children BIGINT NOT NULL,
  currency TEXT NOT NULL, total_minor BIGINT NOT NULL, valid_until BIGINT, message TEXT NOT NULL,
  booking_id BYTEA, accepted_name TEXT NOT NULL, sent_at BIGINT, decided_at BIGINT,
  person_id BYTEA, version BIGINT NOT NULL, created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id), FOREIGN KEY (account_id, property_id) REFERENCES property (account_id, id)
);
CREATE INDEX IF NOT EXISTS quote_created ON quote (account_id, created_at, id);
CREATE TABLE IF NOT EXISTS quote_line (
  account_id BYTEA NOT NULL, quote_id BYTEA NOT NULL, line BIGINT NOT NULL, kind TEXT NOT NULL, description TEXT NOT NULL, amount_minor BIGINT NOT NULL, to_owner BIGINT NOT NULL,
  PRIMARY KEY (account_id, quote_id, line), FOREIGN KEY (account_id, quote_id) REFERENCES quote (account_id, id)
);
CREATE TABLE IF NOT EXISTS statement (                             -- frozen owner statement
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, business_id BYTEA NOT NULL, client_id BYTEA NOT NULL, number BIGINT NOT NULL,
  from_day BIGINT NOT NULL, until_day BIGINT NOT NULL,  -- half-open
  currency TEXT NOT NULL, opening_minor BIGINT NOT NULL, earned_minor BIGINT NOT NULL, paid_minor BIGINT NOT NULL, closing_minor BIGINT NOT NULL,
  issuer TEXT NOT NULL, owner_name TEXT NOT NULL, owner_address TEXT NOT NULL,
  state TEXT NOT NULL,                               -- issued
  issued_at BIGINT NOT NULL, person_id BYTEA, version BIGINT NOT NULL,
  PRIMARY KEY (account_id, id), UNIQUE (account_id, number)
);
CREATE INDEX IF NOT EXISTS statement_client ON statement (account_id, client_id, until_day, id);
CREATE TABLE IF NOT EXISTS statement_line (
  account_id BYTEA NOT NULL, statement_id BYTEA NOT NULL, line BIGINT NOT NULL,
  day BIGINT NOT NULL, kind TEXT NOT NULL, booking_id BYTEA, property_name TEXT NOT NULL, description TEXT NOT NULL, nights BIGINT NOT NULL, amount_minor BIGINT NOT NULL,
  PRIMARY KEY (account_id, statement_id, line), FOREIGN KEY (account_id, statement_id) REFERENCES statement (account_id, id)
);
CREATE TABLE IF NOT EXISTS payout (
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, business_id BYTEA NOT NULL, client_id BYTEA NOT NULL, statement_id BYTEA, day BIGINT NOT NULL, amount_minor BIGINT NOT NULL, currency TEXT NOT NULL,
  method TEXT NOT NULL, memo TEXT NOT NULL, person_id BYTEA, created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX IF NOT EXISTS payout_client ON payout (account_id, client_id, day, id);
CREATE TABLE IF NOT EXISTS feed_in (                               -- a channel's calendar we read
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, business_id BYTEA NOT NULL, property_id BYTEA NOT NULL, unit_id BYTEA,
  channel TEXT NOT NULL, url TEXT NOT NULL, state TEXT NOT NULL, -- active, paused, failing
  etag TEXT NOT NULL, last_modified TEXT NOT NULL, polled_at BIGINT, next_poll_at BIGINT, ok_at BIGINT, error TEXT NOT NULL, failures BIGINT NOT NULL,
  version BIGINT NOT NULL, created_at BIGINT NOT NULL, person_id BYTEA,
  PRIMARY KEY (account_id, id), FOREIGN KEY (account_id, property_id) REFERENCES property (account_id, id)
);
CREATE INDEX IF NOT EXISTS feed_in_property ON feed_in (account_id, property_id);
CREATE TABLE IF NOT EXISTS feed_conflict (                         -- an event that clashes with what is taken: shown, never lost
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, feed_id BYTEA NOT NULL, property_id BYTEA NOT NULL, uid TEXT NOT NULL, arrive BIGINT NOT NULL, depart BIGINT NOT NULL, summary TEXT NOT NULL, reason TEXT NOT NULL, seen_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id), UNIQUE (account_id, feed_id, uid)
);
CREATE TABLE IF NOT EXISTS feed_out (                              -- a secret address per property and person
  token_hash BYTEA NOT NULL PRIMARY KEY,
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, property_id BYTEA NOT NULL, member_id BYTEA NOT NULL, person_id BYTEA NOT NULL,
  token_tail TEXT NOT NULL, created_at BIGINT NOT NULL, read_at BIGINT, revoked_at BIGINT
);
CREATE INDEX IF NOT EXISTS feed_out_member ON feed_out (account_id, member_id);
CREATE TABLE IF NOT EXISTS import_run (
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,  -- waiting, reading, writing, done, failed
  done BIGINT NOT NULL, total BIGINT NOT NULL, owners BIGINT NOT NULL, properties BIGINT NOT NULL, bookings BIGINT NOT NULL, blocks BIGINT NOT NULL, skipped BIGINT NOT NULL, unchanged BIGINT NOT NULL,
  error TEXT NOT NULL, person_id BYTEA, created_at BIGINT NOT NULL, finished_at BIGINT,
  PRIMARY KEY (account_id, id)
);
CREATE TABLE IF NOT EXISTS import_skip (
  account_id BYTEA NOT NULL, run_id BYTEA NOT NULL, line BIGINT NOT NULL, file TEXT NOT NULL, row_number BIGINT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (account_id, run_id, line)
);
