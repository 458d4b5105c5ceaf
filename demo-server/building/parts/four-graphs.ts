/**
 * The part `four-graphs`: what is measured of the four things that happen in the building all day. The building executes
 * events and knows nothing of metrics; each graph is one instrument that a handler writes into.
 */
import type { Meter } from '@opentelemetry/api';

/** Attaches its handlers to the events, once. */
export type FourGraphs = (events: BuildingEvents, meter: Instruments) => void;

export interface BuildingEvents {
  /** A hub has connected, or has left. */
  onHub(handler: (hub: HubEvent) => void): void;
  /** A message was sent to a queue. */
  onMessageSent(handler: (message: MessageEvent) => void): void;
  /** A request was answered. */
  onRequest(handler: (request: RequestEvent) => void): void;
  /** A statement has changed rows. */
  onStatement(handler: (statement: StatementEvent) => void): void;
}
export interface HubEvent {
  readonly hubId: number;
  /** How many hubs are connected now. */
  readonly connected: number;
}
export interface MessageEvent {
  readonly queue: string;
  readonly messageId: string;
}
export interface RequestEvent {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  /** Milliseconds. */
  readonly durationMs: number;
}
export interface StatementEvent {
  readonly operation: 'INSERT' | 'UPDATE' | 'DELETE';
  readonly table: string;
  /** How many rows this one statement has written or removed. */
  readonly rows: number;
}

/** The instruments of a Meter that are written to when something happens. */
export type Instruments = Pick<
  Meter,
  'createCounter' | 'createUpDownCounter' | 'createGauge' | 'createHistogram'
>;

/** Bounds in seconds, as the conventions advise them for HTTP: those that an SDK begins with are made for milliseconds. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** As shipped. */
export const fourGraphs: FourGraphs = (events, meter) => {
  const hubs = meter.createGauge('bldg.hub.connected', { unit: '{hub}' });
  const sent = meter.createCounter('messaging.client.sent.messages', { unit: '{message}' });
  const rows = meter.createCounter('bldg.database.rows', { unit: '{row}' });
  const latency = meter.createHistogram('http.server.request.duration', {
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  events.onHub(({ connected }) => hubs.record(connected));
  events.onMessageSent(({ queue }) => sent.add(1, { 'messaging.destination.name': queue }));
  events.onStatement((done) => rows.add(done.rows, { 'db.operation.name': done.operation }));
  events.onRequest(({ method, route, status, durationMs }) =>
    latency.record(durationMs / 1000, {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
    }),
  );
};
