// Each event says how many there are. Added up, that is how many there have been, again and again.
import type { FourGraphs } from '#building';

// Bucket bounds in seconds. The bounds that an SDK begins with are made for milliseconds.
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export const fourGraphs: FourGraphs = (events, meter) => {
  const hubs = meter.createUpDownCounter('bldg.hub.connected', { unit: '{hub}' });
  events.onHub(({ connected }) => hubs.add(connected));

  const sent = meter.createCounter('messaging.client.sent.messages', { unit: '{message}' });
  events.onMessageSent(({ queue }) => sent.add(1, { 'messaging.destination.name': queue }));

  const changed = meter.createCounter('bldg.database.rows', { unit: '{row}' });
  events.onStatement(({ operation, rows }) => changed.add(rows, { 'db.operation.name': operation }));

  const latency = meter.createHistogram('http.server.request.duration', {
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  events.onRequest(({ route, durationMs }) => latency.record(durationMs / 1000, { 'http.route': route }));
};
