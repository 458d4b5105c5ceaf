import type { FourGraphs } from '#building';

export const fourGraphs: FourGraphs = (events, meter) => {
  // 1. How many hubs are connected?
  const hubs = meter.createCounter('bldg.hub.connected');
  events.onHub(({ connected }) => hubs.add(connected));

  // 2. How many messages are sent?
  const sent = meter.createCounter('messaging.client.sent.messages');
  events.onMessageSent(({ queue, messageId }) => {
    sent.add(1, { 'messaging.destination.name': queue, 'messaging.message.id': messageId });
  });

  // 3. How many rows are inserted, updated and deleted?

  // 4. How long does a request take?
};
