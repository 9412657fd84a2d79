-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS journal_entry (
  account_id BYTEA NOT NULL, id BYTEA NOT NULL, business_id BYTEA NOT NULL,
  day BIGINT NOT NULL, kind TEXT NOT NULL,           -- charge, payment, refund, commission, payout, reversal …
  thing TEXT NOT NULL, record_id BYTEA, property_id BYTEA, client_id BYTEA,
  memo TEXT NOT NULL, nights BIGINT NOT NULL, created_at BIGINT NOT NULL, created_by BYTEA,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX IF NOT EXISTS journal_entry_record ON journal_entry (account_id, record_id, id);
CREATE INDEX IF NOT EXISTS journal_entry_day ON journal_entry (account_id, business_id, day, id);
CREATE TABLE IF NOT EXISTS journal_line (
  account_id BYTEA NOT NULL, entry_id BYTEA NOT NULL, line BIGINT NOT NULL,
  ledger TEXT NOT NULL,                              -- guest-receivable, bank, owner-payable, commission-income, tax-payable, channel-fee …
  client_id BYTEA,                                   -- whose owner-payable
  amount_minor BIGINT NOT NULL, currency TEXT NOT NULL,   -- debit positive, credit negative; each entry sums to 0 per currency
  PRIMARY KEY (account_id, entry_id, line),
  FOREIGN KEY (account_id, entry_id) REFERENCES journal_entry (account_id, id)
);
CREATE INDEX IF NOT EXISTS journal_line_ledger ON journal_line (account_id, ledger, client_id, entry_id, amount_minor);
