-- The schema on SQLite, as the migrations leave it. Written by go test ./db -update.
CREATE TABLE access_grant (
  account_id BLOB NOT NULL, id BLOB NOT NULL,
  member_id BLOB NOT NULL, person_id BLOB NOT NULL,
  role TEXT NOT NULL,                     -- the page's word
  scope TEXT NOT NULL,                    -- account, business, client, property, vendor, server, record
  scope_id BLOB,                         -- business/client/vendor/record; NULL for account, server, property
  switches TEXT NOT NULL,                 -- space-separated words of the page, sorted
  verb TEXT NOT NULL, thing TEXT NOT NULL,-- override only, else ''
  from_at INTEGER, until_at INTEGER,
  note TEXT NOT NULL,
  created_at INTEGER NOT NULL, created_by BLOB, version INTEGER NOT NULL, business_id BLOB, client_id BLOB, property_id BLOB,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, member_id) REFERENCES member (account_id, id)
) STRICT;
CREATE INDEX access_grant_member ON access_grant (account_id, member_id);
CREATE TABLE account (
  id BLOB NOT NULL PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,              -- entry address /a/SLUG
  name TEXT NOT NULL,
  template TEXT NOT NULL,                 -- letting-office, holiday-rentals, service-desk, field-service, bookkeeping
  plan TEXT NOT NULL,                     -- soho, pro, enterprise
  state TEXT NOT NULL,                    -- active, suspended
  currency TEXT NOT NULL,
  zone TEXT NOT NULL,                     -- IANA
  settings TEXT NOT NULL,                 -- JSON, read whole
  version INTEGER NOT NULL,                -- bumped by whatever changes what anyone may see: ownership, vendor links, plan, state, settings of access
  created_at INTEGER NOT NULL
, suspended_why TEXT NOT NULL DEFAULT '', second_factor TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE audit_entry (                -- every change and denied attempt
  account_id BLOB NOT NULL, id BLOB NOT NULL,
  at INTEGER NOT NULL, person_id BLOB, acting_person_id BLOB, person_name TEXT NOT NULL, acting_name TEXT NOT NULL,
  verb TEXT NOT NULL, thing TEXT NOT NULL, record_id BLOB, property_id BLOB, client_id BLOB, outcome TEXT NOT NULL, detail TEXT NOT NULL,
  lane INTEGER NOT NULL DEFAULT 0, seq INTEGER, hash BLOB,
  parts BLOB,                            -- which parts have values, and their digests
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_entry_acting ON audit_entry (account_id, acting_person_id, id) WHERE acting_person_id IS NOT NULL;
CREATE INDEX audit_entry_denied ON audit_entry (account_id, id) WHERE outcome = 'denied';
CREATE INDEX audit_entry_person ON audit_entry (account_id, person_id, id);
CREATE INDEX audit_entry_record ON audit_entry (account_id, record_id, id);
CREATE TABLE audit_head (                 -- how far each chain has come
  account_id BLOB NOT NULL, lane INTEGER NOT NULL,
  seq INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (account_id, lane)
) STRICT;
CREATE TABLE audit_value (
  account_id BLOB NOT NULL, entry_id BLOB NOT NULL,
  part TEXT NOT NULL,                     -- the field group, in the page's word
  salt BLOB NOT NULL, content TEXT NOT NULL, -- JSON [[field, before, after], ...]
  PRIMARY KEY (account_id, entry_id, part)
) STRICT, WITHOUT ROWID;
CREATE TABLE block (
  account_id BLOB NOT NULL, id BLOB NOT NULL, business_id BLOB NOT NULL, property_id BLOB NOT NULL, unit_id BLOB,
  arrive INTEGER NOT NULL, depart INTEGER NOT NULL, kind TEXT NOT NULL,   -- owner (Owner block-off), office, maintenance, feed
  label TEXT NOT NULL, person_id BLOB, maker TEXT NOT NULL, acting_name TEXT NOT NULL,
  feed_id BLOB, feed_uid TEXT NOT NULL, state TEXT NOT NULL,           -- active, cancelled
  version INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, property_id) REFERENCES property (account_id, id)
) STRICT;
CREATE INDEX block_arrive ON block (account_id, arrive, id);
CREATE INDEX block_feed ON block (account_id, feed_id, feed_uid);
CREATE INDEX block_property ON block (account_id, property_id, arrive, id);
CREATE TABLE booking (
  account_id BLOB NOT NULL, id BLOB NOT NULL, business_id BLOB NOT NULL, property_id BLOB NOT NULL, unit_id BLOB,
  number INTEGER NOT NULL,
  arrive INTEGER NOT NULL, depart INTEGER NOT NULL,
  state TEXT NOT NULL,                               -- tentative, confirmed, cancelled
  source TEXT NOT NULL,                              -- direct, airbnb, booking.com, vrbo, owner, ical
  reference TEXT NOT NULL,                           -- channel's code
  guest_name TEXT NOT NULL, guest_key TEXT NOT NULL, guest_email TEXT NOT NULL, guest_phone TEXT NOT NULL,
  adults INTEGER NOT NULL, children INTEGER NOT NULL,
  currency TEXT NOT NULL,
  total_minor INTEGER NOT NULL,                       -- all charges
  tax_minor INTEGER NOT NULL, paid_minor INTEGER NOT NULL,
  commission_minor INTEGER NOT NULL, owner_minor INTEGER NOT NULL,   -- owner_minor = sum of booking_share
  feed_id BLOB, feed_uid TEXT NOT NULL,
  person_id BLOB,                                   -- who made it
  version INTEGER NOT NULL, created_at INTEGER NOT NULL, cancelled_at INTEGER,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, property_id) REFERENCES property (account_id, id)
) STRICT;
CREATE INDEX booking_arrive ON booking (account_id, arrive, id, depart, property_id, state);
CREATE INDEX booking_depart ON booking (account_id, depart, id, arrive, property_id, state);
CREATE INDEX booking_from_feed ON booking (account_id, feed_id, feed_uid) WHERE feed_id IS NOT NULL;
CREATE INDEX booking_guest ON booking (account_id, guest_key, id);
CREATE INDEX booking_long ON booking (account_id, depart, arrive, id, property_id, state) WHERE depart - arrive > 14;
CREATE UNIQUE INDEX booking_number ON booking (account_id, number);
CREATE INDEX booking_property ON booking (account_id, property_id, arrive, id);
CREATE TABLE booking_share (                         -- the owners' numbers, split exactly when charged
  account_id BLOB NOT NULL, booking_id BLOB NOT NULL, client_id BLOB NOT NULL, share_bps INTEGER NOT NULL, amount_minor INTEGER NOT NULL, commission_bps INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, booking_id, client_id),
  FOREIGN KEY (account_id, booking_id) REFERENCES booking (account_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX booking_share_client ON booking_share (account_id, client_id, booking_id, amount_minor);
CREATE TABLE business (
  account_id BLOB NOT NULL, id BLOB NOT NULL,
  name TEXT NOT NULL, currency TEXT NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT;
CREATE TABLE calendar_leaf (  -- double booking is impossible by this key and its check. place_id = unit, or the property where it is let whole
  account_id BLOB NOT NULL, place_id BLOB NOT NULL,
  first_night INTEGER NOT NULL,             -- of the 31 nights the row is about; a multiple of 31
  taken INTEGER NOT NULL,                   -- a digit to the base of 4 for each night, 1 where it is taken; taking adds, giving back subtracts
  PRIMARY KEY (account_id, place_id, first_night),
  CONSTRAINT calendar_leaf_once CHECK (taken >= 0 AND (taken & 3074457345618258602) = 0) -- no digit is 2 or 3
) STRICT, WITHOUT ROWID;
CREATE TABLE change_hint (   -- what other processes should look at again
  id BLOB NOT NULL PRIMARY KEY, topic TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX change_hint_at ON change_hint (at);
CREATE TABLE charge (
  account_id BLOB NOT NULL, id BLOB NOT NULL, business_id BLOB NOT NULL, booking_id BLOB NOT NULL, property_id BLOB NOT NULL,
  kind TEXT NOT NULL,                                -- rent, cleaning, tax, fee, discount
  description TEXT NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, to_owner INTEGER NOT NULL,  -- 1: counts toward the owner
  day INTEGER NOT NULL, created_at INTEGER NOT NULL, person_id BLOB, state TEXT NOT NULL DEFAULT 'due', cancelled_at INTEGER,
  PRIMARY KEY (account_id, id), FOREIGN KEY (account_id, booking_id) REFERENCES booking (account_id, id)
) STRICT;
CREATE INDEX charge_booking ON charge (account_id, booking_id, id);
CREATE TABLE client (                     -- owner/landlord (kind owner) or customer
  account_id BLOB NOT NULL, id BLOB NOT NULL, business_id BLOB NOT NULL,
  kind TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL,
  email TEXT NOT NULL, phone TEXT NOT NULL, address TEXT NOT NULL, commission_bps INTEGER NOT NULL,
  reference TEXT NOT NULL,                -- id at the source of an import, '' else
  note TEXT NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by BLOB, archived_at INTEGER,
  PRIMARY KEY (account_id, id)
) STRICT;
CREATE INDEX client_name ON client (account_id, name_key, id);
CREATE INDEX client_reference ON client (account_id, reference);
CREATE TABLE counter (
  account_id BLOB NOT NULL, series TEXT NOT NULL, next INTEGER NOT NULL,
  PRIMARY KEY (account_id, series)
) STRICT;
CREATE TABLE feed_conflict (                         -- an event that clashes with what is taken: shown, never lost
  account_id BLOB NOT NULL, id BLOB NOT NULL, feed_id BLOB NOT NULL, property_id BLOB NOT NULL, uid TEXT NOT NULL, arrive INTEGER NOT NULL, depart INTEGER NOT NULL, summary TEXT NOT NULL, reason TEXT NOT NULL, seen_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id), UNIQUE (account_id, feed_id, uid)
) STRICT;
CREATE TABLE feed_in (                               -- a channel's calendar we read
  account_id BLOB NOT NULL, id BLOB NOT NULL, business_id BLOB NOT NULL, property_id BLOB NOT NULL, unit_id BLOB,
  channel TEXT NOT NULL, url TEXT NOT NULL, state TEXT NOT NULL, -- active, paused, failing
  etag TEXT NOT NULL, last_modified TEXT NOT NULL, polled_at INTEGER, next_poll_at INTEGER, ok_at INTEGER, error TEXT NOT NULL, failures INTEGER NOT NULL,
  version INTEGER NOT NULL, created_at INTEGER NOT NULL, person_id BLOB, skipped TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (account_id, id), FOREIGN KEY (account_id, property_id) REFERENCES property (account_id, id)
) STRICT;
CREATE INDEX feed_in_due ON feed_in (account_id, next_poll_at);
CREATE INDEX feed_in_property ON feed_in (account_id, property_id);
CREATE TABLE feed_out (                              -- a secret address per property and person
  token_hash BLOB NOT NULL PRIMARY KEY,
  account_id BLOB NOT NULL, id BLOB NOT NULL, property_id BLOB NOT NULL, member_id BLOB NOT NULL, person_id BLOB NOT NULL,
  token_tail TEXT NOT NULL, created_at INTEGER NOT NULL, read_at INTEGER, revoked_at INTEGER
) STRICT;
CREATE INDEX feed_out_member ON feed_out (account_id, member_id);
CREATE TABLE grant_property (
  account_id BLOB NOT NULL, grant_id BLOB NOT NULL, property_id BLOB NOT NULL,
  PRIMARY KEY (account_id, grant_id, property_id),
  FOREIGN KEY (account_id, grant_id) REFERENCES access_grant (account_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX grant_property_back ON grant_property (account_id, property_id, grant_id);
CREATE TABLE import_file (
  account_id BLOB NOT NULL, run_id BLOB NOT NULL, file INTEGER NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (account_id, run_id, file, part)
) STRICT;
CREATE TABLE import_run (
  account_id BLOB NOT NULL, id BLOB NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,  -- waiting, reading, writing, done, failed
  done INTEGER NOT NULL, total INTEGER NOT NULL, owners INTEGER NOT NULL, properties INTEGER NOT NULL, bookings INTEGER NOT NULL, blocks INTEGER NOT NULL, skipped INTEGER NOT NULL, unchanged INTEGER NOT NULL,
  error TEXT NOT NULL, person_id BLOB, created_at INTEGER NOT NULL, finished_at INTEGER, business_id BLOB, plan TEXT NOT NULL DEFAULT '', priced INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, id)
) STRICT;
CREATE INDEX import_run_created ON import_run (account_id, created_at, id);
CREATE TABLE import_skip (
  account_id BLOB NOT NULL, run_id BLOB NOT NULL, line INTEGER NOT NULL, file TEXT NOT NULL, row_number INTEGER NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (account_id, run_id, line)
) STRICT;
CREATE TABLE job (          -- work to be done after a commit; a job that is done is deleted
  id BLOB NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  args TEXT NOT NULL,                     -- JSON
  once_key TEXT UNIQUE,                   -- no second job with this key is added while this one is there
  due_at INTEGER,                          -- waiting: not before; running: when the claim lapses; given up: NULL
  claim BLOB,                            -- who runs it; NULL while it waits
  attempts INTEGER NOT NULL, error TEXT NOT NULL,
  created_at INTEGER NOT NULL, failed_at INTEGER
) STRICT;
CREATE INDEX job_due ON job (due_at, id);
CREATE TABLE journal_entry (
  account_id BLOB NOT NULL, id BLOB NOT NULL, business_id BLOB NOT NULL,
  day INTEGER NOT NULL, kind TEXT NOT NULL,           -- charge, payment, refund, commission, payout, reversal …
  thing TEXT NOT NULL, record_id BLOB, property_id BLOB, client_id BLOB,
  memo TEXT NOT NULL, nights INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by BLOB,
  PRIMARY KEY (account_id, id)
) STRICT;
CREATE INDEX journal_entry_day ON journal_entry (account_id, business_id, day, id);
CREATE INDEX journal_entry_record ON journal_entry (account_id, record_id, id);
CREATE TABLE journal_line (
  account_id BLOB NOT NULL, entry_id BLOB NOT NULL, line INTEGER NOT NULL,
  ledger TEXT NOT NULL,                              -- guest-receivable, bank, owner-payable, commission-income, tax-payable, channel-fee …
  client_id BLOB,                                   -- whose owner-payable
  amount_minor INTEGER NOT NULL, currency TEXT NOT NULL,   -- debit positive, credit negative; each entry sums to 0 per currency
  PRIMARY KEY (account_id, entry_id, line),
  FOREIGN KEY (account_id, entry_id) REFERENCES journal_entry (account_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_line_client ON journal_line (account_id, client_id, entry_id) WHERE client_id IS NOT NULL;
CREATE TABLE known_device (
  device_hash BLOB NOT NULL, person_id BLOB NOT NULL REFERENCES person(id),
  created_at INTEGER NOT NULL, used_at INTEGER NOT NULL,
  PRIMARY KEY (device_hash, person_id)
) STRICT;
CREATE INDEX known_device_person ON known_device (person_id);
CREATE TABLE lease_row (     -- who may do what only one process does at a time
  name TEXT NOT NULL PRIMARY KEY,
  owner BLOB NOT NULL,
  fence INTEGER NOT NULL,                  -- counts up with each new owner
  until_at INTEGER NOT NULL
) STRICT;
CREATE TABLE link (                       -- one-time links: invitation, password reset, quote acceptance
  token_hash BLOB NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  account_id BLOB, person_id BLOB, record_id BLOB,
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, spent_at INTEGER
, asked_hash BLOB, code_hash BLOB, tries INTEGER NOT NULL DEFAULT 0, email TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX link_asked ON link (asked_hash);
CREATE INDEX link_person ON link (person_id);
CREATE TABLE mailed_code (   -- a code by mail for whoever has nothing else to prove with
  session_id BLOB NOT NULL PRIMARY KEY,
  code_hash BLOB NOT NULL, wrong_count INTEGER NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
CREATE TABLE member (
  account_id BLOB NOT NULL, id BLOB NOT NULL,
  person_id BLOB NOT NULL REFERENCES person(id),
  name TEXT NOT NULL,                     -- shown on records even after the person is deleted
  state TEXT NOT NULL,                    -- invited, active, inactive, deleted
  kind TEXT NOT NULL,                     -- staff, portal
  signed_in_at INTEGER, login_method TEXT NOT NULL, last_action TEXT NOT NULL, last_action_at INTEGER,
  version INTEGER NOT NULL,                -- bumped by any change of state or grants: the key of cached viewers
  created_at INTEGER NOT NULL, created_by BLOB, business_id BLOB, client_id BLOB, property_id BLOB, name_key TEXT NOT NULL DEFAULT '', invited_until INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, person_id)
) STRICT;
CREATE INDEX member_action ON member (account_id, (COALESCE(last_action_at, 0)), id);
CREATE INDEX member_name ON member (account_id, name_key, id);
CREATE INDEX member_person ON member (person_id);
CREATE INDEX member_state ON member (account_id, kind, state);
CREATE TABLE muted_notice (
  person_id BLOB NOT NULL REFERENCES person(id), notice TEXT NOT NULL,
  PRIMARY KEY (person_id, notice)
) STRICT;
CREATE TABLE node (
  id BLOB NOT NULL PRIMARY KEY, until_at INTEGER NOT NULL
) STRICT;
CREATE TABLE node_report (   -- how the processes that serve this installation say they are, now and then
  id BLOB NOT NULL PRIMARY KEY,
  name TEXT NOT NULL, version TEXT NOT NULL,
  started_at INTEGER NOT NULL, seen_at INTEGER NOT NULL,
  memory_bytes INTEGER NOT NULL, disk_free INTEGER NOT NULL, pages INTEGER NOT NULL
) STRICT;
CREATE TABLE note (                       -- on a booking, block, property, client …; write-only for some
  account_id BLOB NOT NULL, id BLOB NOT NULL, thing TEXT NOT NULL, record_id BLOB NOT NULL, property_id BLOB,
  body TEXT NOT NULL, person_id BLOB, author TEXT NOT NULL, acting_name TEXT NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT;
CREATE INDEX note_record ON note (account_id, record_id, id);
CREATE TABLE outbox_mail (                -- what was or will be sent; the demo's outbox screen reads it
  id BLOB NOT NULL PRIMARY KEY,
  account_id BLOB, to_email TEXT NOT NULL, to_name TEXT NOT NULL, subject TEXT NOT NULL, body_text TEXT NOT NULL, body_html TEXT NOT NULL,
  attachments TEXT NOT NULL,              -- JSON [{name,type,file}] or []
  state TEXT NOT NULL,                    -- waiting, sent, failed
  attempts INTEGER NOT NULL, error TEXT NOT NULL, created_at INTEGER NOT NULL, sent_at INTEGER
, handing_at INTEGER) STRICT;
CREATE INDEX outbox_mail_created ON outbox_mail (created_at);
CREATE TABLE ownership_share (            -- who owns how much of what, from a day until (exclusive) a day
  account_id BLOB NOT NULL, id BLOB NOT NULL, client_id BLOB NOT NULL, property_id BLOB NOT NULL,
  share_bps INTEGER NOT NULL, from_day INTEGER NOT NULL, until_day INTEGER,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, client_id, property_id, from_day),
  FOREIGN KEY (account_id, client_id) REFERENCES client (account_id, id),
  FOREIGN KEY (account_id, property_id) REFERENCES property (account_id, id)
) STRICT;
CREATE INDEX ownership_share_property ON ownership_share (account_id, property_id, client_id, from_day, until_day, share_bps);
CREATE TABLE passkey (
  id BLOB NOT NULL PRIMARY KEY,
  person_id BLOB NOT NULL REFERENCES person(id),
  credential BLOB NOT NULL UNIQUE,       -- the authenticator's own name for it
  public_key BLOB NOT NULL,
  site TEXT NOT NULL,                     -- the relying party it was made for: a host name
  name TEXT NOT NULL,
  sign_count INTEGER NOT NULL, flags INTEGER NOT NULL, transports TEXT NOT NULL, model BLOB NOT NULL,
  created_at INTEGER NOT NULL, used_at INTEGER,
  doubted_at INTEGER                       -- when its counter went backwards: it may have been copied
) STRICT;
CREATE INDEX passkey_person ON passkey (person_id);
CREATE TABLE passkey_owner (
  person_id BLOB NOT NULL PRIMARY KEY REFERENCES person(id),
  handle BLOB NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE payment (
  account_id BLOB NOT NULL, id BLOB NOT NULL, business_id BLOB NOT NULL, booking_id BLOB, property_id BLOB, client_id BLOB,
  direction TEXT NOT NULL,                           -- in, refund
  method TEXT NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, day INTEGER NOT NULL, memo TEXT NOT NULL,
  cleared_at INTEGER, created_at INTEGER NOT NULL, person_id BLOB, state TEXT NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT;
CREATE INDEX payment_booking ON payment (account_id, booking_id, id);
CREATE INDEX payment_day ON payment (account_id, day, id);
CREATE TABLE payout (
  account_id BLOB NOT NULL, id BLOB NOT NULL, business_id BLOB NOT NULL, client_id BLOB NOT NULL, statement_id BLOB, day INTEGER NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL,
  method TEXT NOT NULL, memo TEXT NOT NULL, person_id BLOB, created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT;
CREATE INDEX payout_client ON payout (account_id, client_id, day, id);
CREATE TABLE person (
  id BLOB NOT NULL PRIMARY KEY,
  email TEXT NOT NULL,                    -- as typed
  email_key TEXT NOT NULL UNIQUE,         -- folded
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,            -- '' = none yet; argon2id PHC string
  zone TEXT NOT NULL, locale TEXT NOT NULL,
  failed_count INTEGER NOT NULL, failed_at INTEGER,   -- growing delays
  created_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE TABLE person_identity (
  issuer TEXT NOT NULL, subject TEXT NOT NULL,
  id BLOB NOT NULL UNIQUE,
  person_id BLOB NOT NULL REFERENCES person(id),
  provider TEXT NOT NULL,                 -- our name for it
  email TEXT NOT NULL,
  created_at INTEGER NOT NULL, used_at INTEGER,
  PRIMARY KEY (issuer, subject)
) STRICT;
CREATE INDEX person_identity_person ON person_identity (person_id);
CREATE TABLE presence (
  id BLOB NOT NULL PRIMARY KEY, node_id BLOB NOT NULL,
  account_id BLOB NOT NULL, person_id BLOB NOT NULL, session_id BLOB NOT NULL,
  ip TEXT NOT NULL, since_at INTEGER NOT NULL
) STRICT;
CREATE INDEX presence_account ON presence (account_id, person_id);
CREATE INDEX presence_node ON presence (node_id);
CREATE TABLE property (
  account_id BLOB NOT NULL, id BLOB NOT NULL, business_id BLOB NOT NULL,
  name TEXT NOT NULL, name_key TEXT NOT NULL, kind TEXT NOT NULL,   -- house, apartment, room, building, site
  street TEXT NOT NULL, city TEXT NOT NULL, postcode TEXT NOT NULL, country TEXT NOT NULL, latitude INTEGER, longitude INTEGER, -- millionths of a degree
  zone TEXT NOT NULL, currency TEXT NOT NULL,
  sleeps INTEGER NOT NULL, description TEXT NOT NULL,
  commission_bps INTEGER,                  -- NULL: each owner's default
  nightly_minor INTEGER,                   -- usual price of a night
  reference TEXT NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by BLOB, archived_at INTEGER,
  PRIMARY KEY (account_id, id)
) STRICT;
CREATE INDEX property_name ON property (account_id, name_key, id);
CREATE INDEX property_reference ON property (account_id, reference);
CREATE TABLE provider_visit (
  state_hash BLOB NOT NULL PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  browser_hash BLOB NOT NULL,
  provider TEXT NOT NULL,
  purpose TEXT NOT NULL,                  -- enter, link, prove
  person_id BLOB, session_id BLOB,      -- who began it, to link or to prove
  next TEXT NOT NULL, slug TEXT NOT NULL, -- where they were going
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  returned_at INTEGER,                     -- the state is spent
  issuer TEXT NOT NULL, subject TEXT NOT NULL, email TEXT NOT NULL,   -- whom the provider vouched for, waiting to be confirmed; else ''
  done_at INTEGER
) STRICT;
CREATE INDEX provider_visit_browser ON provider_visit (browser_hash);
CREATE INDEX provider_visit_expires ON provider_visit (expires_at);
CREATE TABLE quote (
  account_id BLOB NOT NULL, id BLOB NOT NULL, business_id BLOB NOT NULL, property_id BLOB NOT NULL, unit_id BLOB, number INTEGER NOT NULL,
  arrive INTEGER NOT NULL, depart INTEGER NOT NULL, state TEXT NOT NULL,   -- draft, sent, accepted, declined, expired
  guest_name TEXT NOT NULL, guest_key TEXT NOT NULL, guest_email TEXT NOT NULL, guest_phone TEXT NOT NULL, adults INTEGER NOT NULL, children INTEGER NOT NULL,
  currency TEXT NOT NULL, total_minor INTEGER NOT NULL, valid_until INTEGER, message TEXT NOT NULL,
  booking_id BLOB, accepted_name TEXT NOT NULL, sent_at INTEGER, decided_at INTEGER,
  person_id BLOB, version INTEGER NOT NULL, created_at INTEGER NOT NULL, client_id BLOB,
  PRIMARY KEY (account_id, id), FOREIGN KEY (account_id, property_id) REFERENCES property (account_id, id)
) STRICT;
CREATE INDEX quote_booking ON quote (account_id, booking_id);
CREATE INDEX quote_created ON quote (account_id, created_at, id);
CREATE TABLE quote_line (
  account_id BLOB NOT NULL, quote_id BLOB NOT NULL, line INTEGER NOT NULL, kind TEXT NOT NULL, description TEXT NOT NULL, amount_minor INTEGER NOT NULL, to_owner INTEGER NOT NULL,
  PRIMARY KEY (account_id, quote_id, line), FOREIGN KEY (account_id, quote_id) REFERENCES quote (account_id, id)
) STRICT;
CREATE TABLE recovery_code (
  person_id BLOB NOT NULL REFERENCES person(id),
  code_hash BLOB NOT NULL, salt BLOB NOT NULL,    -- argon2id, one salt a set
  created_at INTEGER NOT NULL, spent_at INTEGER,
  PRIMARY KEY (person_id, code_hash)
) STRICT;
CREATE TABLE search_word (                -- prefix search by words, as bytes so that every engine sorts them alike; grp = the field group one must see to search by it
  account_id BLOB NOT NULL, word BLOB NOT NULL, thing TEXT NOT NULL, grp TEXT NOT NULL, record_id BLOB NOT NULL,
  PRIMARY KEY (account_id, thing, word, record_id, grp)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_word_record ON search_word (account_id, record_id);
CREATE TABLE server_backup ( -- backups of the whole installation: what is known of each file, which only its recipients can read
  id BLOB NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,                     -- manual, scheduled
  state TEXT NOT NULL,                    -- waiting, running, done, failed
  node TEXT NOT NULL,                     -- on whose disk the file lies
  file TEXT NOT NULL, bytes INTEGER NOT NULL, checksum TEXT NOT NULL,   -- sha-256 of the encrypted file
  rows_done INTEGER NOT NULL, rows_total INTEGER NOT NULL,
  version TEXT NOT NULL, recipients TEXT NOT NULL, error TEXT NOT NULL,
  person_id BLOB,                        -- who asked for it
  created_at INTEGER NOT NULL, finished_at INTEGER, checked_at INTEGER, check_error TEXT NOT NULL
) STRICT;
CREATE INDEX server_backup_created ON server_backup (created_at, id);
CREATE TABLE session (
  token_hash BLOB NOT NULL PRIMARY KEY,  -- sha-256 of the cookie or bearer token
  id BLOB NOT NULL UNIQUE,
  person_id BLOB NOT NULL REFERENCES person(id),
  account_id BLOB,                       -- the account the person is looking at; NULL until chosen
  kind TEXT NOT NULL,                     -- browser, api
  method TEXT NOT NULL,                   -- password, link, ...
  acting_person_id BLOB,                 -- log in as: the office person really acting
  acting_session_id BLOB,                -- their own session, to go back to
  ip TEXT NOT NULL, agent TEXT NOT NULL,
  created_at INTEGER NOT NULL, used_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
, name TEXT NOT NULL DEFAULT '', read_only INTEGER NOT NULL DEFAULT 0, pending TEXT NOT NULL DEFAULT '', proved_at INTEGER NOT NULL DEFAULT 0, wrong_count INTEGER NOT NULL DEFAULT 0, factor TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX session_account ON session (account_id, used_at);
CREATE INDEX session_person ON session (person_id);
CREATE TABLE setting (       -- installation-wide
  name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL
) STRICT;
CREATE TABLE sign_up (
  id BLOB NOT NULL PRIMARY KEY,
  email TEXT NOT NULL, name TEXT NOT NULL,
  company TEXT NOT NULL, slug TEXT NOT NULL, template TEXT NOT NULL, currency TEXT NOT NULL, zone TEXT NOT NULL,
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_up_expires ON sign_up (expires_at);
CREATE TABLE spent_challenge (   -- passkey answers that were taken: each once
  hash BLOB NOT NULL PRIMARY KEY, expires_at INTEGER NOT NULL
) STRICT;
CREATE TABLE statement (                             -- frozen owner statement
  account_id BLOB NOT NULL, id BLOB NOT NULL, business_id BLOB NOT NULL, client_id BLOB NOT NULL, number INTEGER NOT NULL,
  from_day INTEGER NOT NULL, until_day INTEGER NOT NULL,  -- half-open
  currency TEXT NOT NULL, opening_minor INTEGER NOT NULL, earned_minor INTEGER NOT NULL, paid_minor INTEGER NOT NULL, closing_minor INTEGER NOT NULL,
  issuer TEXT NOT NULL, owner_name TEXT NOT NULL, owner_address TEXT NOT NULL,
  state TEXT NOT NULL,                               -- issued
  issued_at INTEGER NOT NULL, person_id BLOB, version INTEGER NOT NULL,
  PRIMARY KEY (account_id, id), UNIQUE (account_id, number)
) STRICT;
CREATE INDEX statement_client ON statement (account_id, client_id, until_day, id);
CREATE TABLE statement_line (
  account_id BLOB NOT NULL, statement_id BLOB NOT NULL, line INTEGER NOT NULL,
  day INTEGER NOT NULL, kind TEXT NOT NULL, booking_id BLOB, property_name TEXT NOT NULL, description TEXT NOT NULL, nights INTEGER NOT NULL, amount_minor INTEGER NOT NULL,
  PRIMARY KEY (account_id, statement_id, line), FOREIGN KEY (account_id, statement_id) REFERENCES statement (account_id, id)
) STRICT;
CREATE TABLE subscriber (                 -- who is told of owners' block-offs; property_id NULL = of every property
  account_id BLOB NOT NULL, id BLOB NOT NULL, property_id BLOB, name TEXT NOT NULL, email TEXT NOT NULL, created_at INTEGER NOT NULL, created_by BLOB,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, property_id) REFERENCES property (account_id, id)
) STRICT;
CREATE INDEX subscriber_property ON subscriber (account_id, property_id, id);
CREATE TABLE totp (
  person_id BLOB NOT NULL PRIMARY KEY REFERENCES person(id),
  secret BLOB,                           -- in use; sealed with the installation's key
  fresh BLOB,                            -- being set up, not confirmed yet; sealed
  last_step INTEGER NOT NULL,              -- the newest half minute whose code was used
  failed_count INTEGER NOT NULL, failed_at INTEGER,   -- growing delays
  created_at INTEGER NOT NULL, confirmed_at INTEGER
) STRICT;
CREATE TABLE unit (
  account_id BLOB NOT NULL, id BLOB NOT NULL, business_id BLOB NOT NULL, property_id BLOB NOT NULL, name TEXT NOT NULL, sleeps INTEGER NOT NULL, version INTEGER NOT NULL, archived_at INTEGER,
  PRIMARY KEY (account_id, id), FOREIGN KEY (account_id, property_id) REFERENCES property (account_id, id)
) STRICT;
CREATE INDEX unit_property ON unit (account_id, property_id, name, id);
