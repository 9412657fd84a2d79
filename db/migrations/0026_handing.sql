-- +goose NO TRANSACTION
-- +goose Up
-- When a mail was begun to be handed in, while it is not known what came of it: whoever takes its job over waits a while before handing it in again.
ALTER TABLE outbox_mail ADD COLUMN IF NOT EXISTS handing_at BIGINT;
