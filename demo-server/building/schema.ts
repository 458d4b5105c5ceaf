/** The tables, as Drizzle sees them. Their DDL is `ddl.ts`; a contract test holds the two together. */
import { integer, jsonb, pgTable, serial, text, timestamp } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

export const DEVICE_KINDS = ['lock', 'thermostat', 'leak_sensor'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];
export const EVENT_KINDS = ['leak', 'low_battery', 'jam', 'temperature'] as const;

export const buildings = pgTable('buildings', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  city: text('city').notNull(),
});

export const hubs = pgTable('hubs', {
  id: integer('id').primaryKey(),
  buildingId: integer('building_id').notNull(),
  firmware: text('firmware').notNull(),
  lastSeenAt: at('last_seen_at'),
});

export const units = pgTable('units', {
  id: integer('id').primaryKey(),
  buildingId: integer('building_id').notNull(),
  label: text('label').notNull(),
  floor: integer('floor').notNull(),
});

export const devices = pgTable('devices', {
  id: integer('id').primaryKey(),
  unitId: integer('unit_id').notNull(),
  hubId: integer('hub_id').notNull(),
  kind: text('kind', { enum: DEVICE_KINDS }).notNull(),
  firmware: text('firmware').notNull(),
  /** Percent. */
  battery: integer('battery').notNull(),
  state: text('state').notNull(),
  lastSeenAt: at('last_seen_at'),
});

export const accessCodes = pgTable('access_codes', {
  id: serial('id').primaryKey(),
  unitId: integer('unit_id').notNull(),
  code: text('code').notNull(),
  holder: text('holder').notNull(),
});

export const events = pgTable('events', {
  id: serial('id').primaryKey(),
  deviceId: integer('device_id').notNull(),
  kind: text('kind', { enum: EVENT_KINDS }).notNull(),
  /** Whose press of Run caused it; null for the seed's own rows. */
  sessionId: text('session_id'),
  createdAt: at('created_at').notNull().defaultNow(),
});

export const workOrders = pgTable('work_orders', {
  id: serial('id').primaryKey(),
  deviceId: integer('device_id').notNull(),
  reason: text('reason', { enum: EVENT_KINDS }).notNull(),
  status: text('status', { enum: ['open', 'done'] })
    .notNull()
    .default('open'),
  sessionId: text('session_id'),
  createdAt: at('created_at').notNull().defaultNow(),
});

/** Messages to be sent, written in the transaction that caused them. A row is one delivery. */
export const outbox = pgTable('outbox', {
  id: serial('id').primaryKey(),
  messageId: text('message_id').notNull(),
  topic: text('topic').notNull(),
  payload: jsonb('payload').notNull(),
  /** W3C traceparent of the PRODUCER span; null when the context was not put into the envelope. */
  traceparent: text('traceparent'),
  /** Travel in the row itself, so that the consumer's telemetry finds its page even when the trace context is lost. */
  sessionId: text('session_id'),
  runId: text('run_id'),
  attempts: integer('attempts').notNull().default(0),
  /** Not before this time; moved on by each claim, so that a worker that dies does not keep the message. */
  availableAt: at('available_at').notNull().defaultNow(),
  createdAt: at('created_at').notNull().defaultNow(),
});

/** Ids of messages that were processed, so that a second delivery is recognised. */
export const processedMessages = pgTable('processed_messages', {
  messageId: text('message_id').primaryKey(),
  sessionId: text('session_id'),
});

/** The leak-month laboratory: one row a leak, kept as long as its run is worked on. */
export const labLeaks = pgTable('lab_leaks', {
  id: serial('id').primaryKey(),
  labId: text('lab_id').notNull(),
  buildingId: integer('building_id').notNull(),
  deviceId: integer('device_id').notNull(),
  day: integer('day').notNull(),
});
