-- +goose Up
ALTER TABLE member ADD COLUMN business_id BYTEA;
ALTER TABLE member ADD COLUMN client_id BYTEA;
ALTER TABLE member ADD COLUMN property_id BYTEA;
ALTER TABLE access_grant ADD COLUMN business_id BYTEA;
ALTER TABLE access_grant ADD COLUMN client_id BYTEA;
ALTER TABLE access_grant ADD COLUMN property_id BYTEA;
