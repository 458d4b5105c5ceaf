/** What callers may send, checked once at the edge. */
import * as z from 'zod';
import { ALL_SIGNALS, leakSignals } from './leak-telemetry.ts';
import { DELIVERY_FAULTS, IDEMPOTENCY, MAX_DELAY_MS } from './messages.ts';
import { type DeviceKind, EVENT_KINDS } from './schema.ts';

/** PostgreSQL's integer ends here. */
const MAX_ID = 2_147_483_647;
export const idParam = z.object({
  id: z.coerce.number({ error: 'expected a number' }).int().min(1).max(MAX_ID),
});

export const unitsQuery = z.object({ strategy: z.enum(['loop', 'join']).default('loop') });
export const workOrdersQuery = z.object({ status: z.enum(['open', 'done']).optional() });
export const heartbeatBody = z.object({ battery: z.number().int().min(0).max(100).optional() });

export const commandBody = z.discriminatedUnion('command', [
  z.object({ command: z.literal('lock') }),
  z.object({ command: z.literal('unlock') }),
  z.object({ command: z.literal('set_temperature'), celsius: z.number().min(5).max(30) }),
]);
export type Command = z.infer<typeof commandBody>;

export const deviceKindOf = (command: Command): DeviceKind =>
  command.command === 'set_temperature' ? 'thermostat' : 'lock';

export function stateAfter(command: Command): string {
  switch (command.command) {
    case 'lock':
      return 'locked';
    case 'unlock':
      return 'unlocked';
    case 'set_temperature':
      return command.celsius.toFixed(1);
  }
}

export const eventBody = z.object({
  kind: z.enum(EVENT_KINDS),
  delivery: z
    .object({
      copies: z.union([z.literal(1), z.literal(2)]).default(1),
      context: z.enum(['none', 'envelope']).default('envelope'),
      idempotency: z.enum(IDEMPOTENCY).default('message-id'),
      delayMs: z.int().min(0).max(MAX_DELAY_MS).optional(),
      fault: z.enum(DELIVERY_FAULTS).optional(),
    })
    .default({ copies: 1, context: 'envelope', idempotency: 'message-id' }),
  signals: leakSignals.default(ALL_SIGNALS),
});

export const LOCKDOWN_STRATEGIES = [
  'sequential',
  'parallel',
  'two-at-a-time',
  'skip-slow',
  'fire-and-forget',
] as const;
export const lockdownBody = z.object({ strategy: z.enum(LOCKDOWN_STRATEGIES).default('sequential') });
export type LockdownStrategy = (typeof LOCKDOWN_STRATEGIES)[number];
