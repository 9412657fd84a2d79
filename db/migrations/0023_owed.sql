-- +goose NO TRANSACTION
-- +goose Up
-- Lines are looked for by the client they are owed to, or with their entry; most have no client.
CREATE INDEX IF NOT EXISTS journal_line_client ON journal_line (account_id, client_id, entry_id) WHERE client_id IS NOT NULL;
DROP INDEX IF EXISTS journal_line_ledger;
