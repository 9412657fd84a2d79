-- +goose NO TRANSACTION
-- +goose Up
-- Until when an invitation can be accepted; 0, of those invited before this was noted: a week after they were added.
ALTER TABLE member ADD COLUMN IF NOT EXISTS invited_until BIGINT NOT NULL DEFAULT 0;
