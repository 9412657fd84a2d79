-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS client (                     -- owner/landlord (kind owner) or customer
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, business_id BYTEA NOT NULL,
  kind TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL,
  email TEXT NOT NULL, phone TEXT NOT NULL, address TEXT NOT NULL, commission_bps BIGINT NOT NULL,
  reference TEXT NOT NULL,                -- id at the source of an import, '' else
  note TEXT NOT NULL, version BIGINT NOT NULL, created_at BIGINT NOT NULL, created_by BYTEA, archived_at BIGINT,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX IF NOT EXISTS client_name ON client (account_id, name_key, id);
CREATE INDEX IF NOT EXISTS client_reference ON client (account_id, reference);
CREATE TABLE IF NOT EXISTS property (
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, business_id BYTEA NOT NULL,
  name TEXT NOT NULL, name_key TEXT NOT NULL, kind TEXT NOT NULL,   -- house, apartment, room, building, site
  street TEXT NOT NULL, city TEXT NOT NULL, postcode TEXT NOT NULL, country TEXT NOT NULL, latitude BIGINT, longitude BIGINT, -- millionths of a degree
  zone TEXT NOT NULL, currency TEXT NOT NULL,
  sleeps BIGINT NOT NULL, description TEXT NOT NULL,
  commission_bps BIGINT,                  -- NULL: each owner's default
  nightly_minor BIGINT,                   -- usual price of a night
  reference TEXT NOT NULL, version BIGINT NOT NULL, created_at BIGINT NOT NULL, created_by BYTEA, archived_at BIGINT,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX IF NOT EXISTS property_name ON property (account_id, name_key, id);
CREATE INDEX IF NOT EXISTS property_reference ON property (account_id, reference);
CREATE TABLE IF NOT EXISTS unit (
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, business_id BYTEA NOT NULL, property_id BYTEA NOT NULL, name TEXT NOT NULL, sleeps BIGINT NOT NULL, version BIGINT NOT NULL, archived_at BIGINT,
  PRIMARY KEY (account_id, id), FOREIGN KEY (account_id, property_id) REFERENCES property (account_id, id)
);
CREATE INDEX IF NOT EXISTS unit_property ON unit (account_id, property_id, name, id);
CREATE TABLE IF NOT EXISTS ownership_share (            -- who owns how much of what, from a day until (exclusive) a day
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, client_id BYTEA NOT NULL, property_id BYTEA NOT NULL,
  share_bps BIGINT NOT NULL, from_day BIGINT NOT NULL, until_day BIGINT,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, client_id, property_id, from_day),
  FOREIGN KEY (account_id, client_id) REFERENCES client (account_id, id),
  FOREIGN KEY (account_id, property_id) REFERENCES property (account_id, id)
);
CREATE INDEX IF NOT EXISTS ownership_share_property ON ownership_share (account_id, property_id, client_id, from_day, until_day, share_bps);
CREATE TABLE IF NOT EXISTS night (                      -- double booking is impossible by this key. place_id = unit, or the property where it is let whole
  account_id BYTEA NOT NULL, place_id BYTEA NOT NULL, night BIGINT NOT NULL,
  property_id BYTEA NOT NULL, thing TEXT NOT NULL, record_id BYTEA NOT NULL,
  PRIMARY KEY (account_id, place_id, night)
);
CREATE INDEX IF NOT EXISTS night_record ON night (account_id, record_id);
CREATE TABLE IF NOT EXISTS search_word (                -- prefix search by words, as bytes so that every engine sorts them alike; grp = the field group one must see to search by it
  account_id BYTEA NOT NULL, word BYTEA NOT NULL, thing TEXT NOT NULL, grp TEXT NOT NULL, record_id BYTEA NOT NULL,
  PRIMARY KEY (account_id, thing, word, record_id, grp)
);
CREATE INDEX IF NOT EXISTS search_word_record ON search_word (account_id, record_id);
CREATE TABLE IF NOT EXISTS note (                       -- on a booking, block, property, client …; write-only for some
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, thing TEXT NOT NULL, record_id BYTEA NOT NULL, property_id BYTEA,
  body TEXT NOT NULL, person_id BYTEA, author TEXT NOT NULL, acting_name TEXT NOT NULL, created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX IF NOT EXISTS note_record ON note (account_id, record_id, id);
CREATE TABLE IF NOT EXISTS subscriber (                 -- who is told of owners' block-offs; property_id NULL = of every property
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, property_id BYTEA, name TEXT NOT NULL, email TEXT NOT NULL, created_at BIGINT NOT NULL, created_by BYTEA,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, property_id) REFERENCES property (account_id, id)
);
CREATE INDEX IF NOT EXISTS subscriber_property ON subscriber (account_id, property_id, id);
