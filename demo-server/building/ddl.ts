/**
 * The same tables in SQL, for PGlite and PostgreSQL alike. The trigger announces new outbox rows when their
 * transaction commits, so that the worker need not poll.
 */
export const OUTBOX_CHANNEL = 'outbox';

export const DDL = `
CREATE TABLE IF NOT EXISTS buildings (id integer PRIMARY KEY, name text NOT NULL, city text NOT NULL);
CREATE TABLE IF NOT EXISTS hubs (
  id integer PRIMARY KEY, building_id integer NOT NULL REFERENCES buildings, firmware text NOT NULL,
  last_seen_at timestamptz);
CREATE TABLE IF NOT EXISTS units (
  id integer PRIMARY KEY, building_id integer NOT NULL REFERENCES buildings, label text NOT NULL,
  floor integer NOT NULL);
CREATE TABLE IF NOT EXISTS devices (
  id integer PRIMARY KEY, unit_id integer NOT NULL REFERENCES units, hub_id integer NOT NULL REFERENCES hubs,
  kind text NOT NULL, firmware text NOT NULL, battery integer NOT NULL, state text NOT NULL,
  last_seen_at timestamptz);
CREATE TABLE IF NOT EXISTS access_codes (
  id serial PRIMARY KEY, unit_id integer NOT NULL REFERENCES units, code text NOT NULL, holder text NOT NULL);
CREATE TABLE IF NOT EXISTS events (
  id serial PRIMARY KEY, device_id integer NOT NULL REFERENCES devices, kind text NOT NULL, session_id text,
  created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS work_orders (
  id serial PRIMARY KEY, device_id integer NOT NULL REFERENCES devices, reason text NOT NULL,
  status text NOT NULL DEFAULT 'open', session_id text, created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS outbox (
  id serial PRIMARY KEY, message_id text NOT NULL, topic text NOT NULL, payload jsonb NOT NULL, traceparent text,
  session_id text, run_id text, attempts integer NOT NULL DEFAULT 0,
  available_at timestamptz NOT NULL DEFAULT now(), created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS processed_messages (message_id text PRIMARY KEY, session_id text);
CREATE TABLE IF NOT EXISTS lab_leaks (
  id serial PRIMARY KEY, lab_id text NOT NULL, building_id integer NOT NULL, device_id integer NOT NULL,
  day integer NOT NULL);
CREATE INDEX IF NOT EXISTS units_of_building ON units (building_id);
CREATE INDEX IF NOT EXISTS devices_of_unit ON devices (unit_id);
CREATE INDEX IF NOT EXISTS work_orders_of_session ON work_orders (session_id);
CREATE INDEX IF NOT EXISTS outbox_of_message ON outbox (message_id);
CREATE INDEX IF NOT EXISTS lab_leaks_of_lab ON lab_leaks (lab_id);
CREATE OR REPLACE FUNCTION announce_outbox() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN PERFORM pg_notify(''${OUTBOX_CHANNEL}'', ''''); RETURN NULL; END';
CREATE OR REPLACE TRIGGER outbox_announced AFTER INSERT ON outbox
  FOR EACH STATEMENT EXECUTE FUNCTION announce_outbox();
`;
