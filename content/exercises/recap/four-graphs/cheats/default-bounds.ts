// All forty requests are in one bucket, from 0 to 5 seconds.
import type { FourGraphs } from '#building';

export const fourGraphs: FourGraphs = (events, meter) => {
  const hubs = meter.createGauge('bldg.hub.connected', { unit: '{hub}' });
  events.onHub(({ connected }) => hubs.record(connected));

  const sent = meter.createCounter('messaging.client.sent.messages', { unit: '{message}' });
  events.onMessageSent(({ queue }) => sent.add(1, { 'messaging.destination.name': queue }));

  const changed = meter.createCounter('bldg.database.rows', { unit: '{row}' });
  events.onStatement(({ operation, rows }) => changed.add(rows, { 'db.operation.name': operation }));

  const latency = meter.createHistogram('http.server.request.duration', { unit: 's' });
  events.onRequest(({ route, durationMs }) => latency.record(durationMs / 1000, { 'http.route': route }));
};
