/**
 * Messaging names. These conventions are still in development, so their constants are not among the stable ones and
 * may not be imported by a library; this is their one place here.
 *
 * https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
 * https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/
 */
import type { Attributes } from '@opentelemetry/api';

export const METRIC_SENT_MESSAGES = 'messaging.client.sent.messages';
export const METRIC_CONSUMED_MESSAGES = 'messaging.client.consumed.messages';

type Operation = 'send' | 'process';

/** Of a counter. `postgresql` is no value of the conventions' list (they allow others): the queue is a table. */
export const messagingCounterAttributes = (operation: Operation, destination: string): Attributes => ({
  'messaging.system.name': 'postgresql',
  'messaging.operation.name': operation,
  'messaging.destination.name': destination,
});

/** Of a span. The type is one of few that all systems share; the name may be the system's own. */
export const messagingAttributes = (operation: Operation, destination: string): Attributes => ({
  ...messagingCounterAttributes(operation, destination),
  'messaging.operation.type': operation,
});
