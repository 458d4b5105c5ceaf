/**
 * Messaging names. These conventions are still in development, so their constants are not among the stable ones and
 * may not be imported by a library; this is their one place here.
 *
 * https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
 */
import type { Attributes } from '@opentelemetry/api';

export const METRIC_SENT_MESSAGES = 'messaging.client.sent.messages';
export const METRIC_CONSUMED_MESSAGES = 'messaging.client.consumed.messages';

/** `postgresql` is no value of the conventions' list (they allow others): the queue is a table. */
export function messagingAttributes(operation: 'send' | 'process', destination: string): Attributes {
  return {
    'messaging.system.name': 'postgresql',
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    'messaging.destination.name': destination,
  };
}
