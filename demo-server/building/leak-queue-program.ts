/**
 * A program in place of the queue's two sides. The message leaves the queue in the transaction that its delivery has
 * worked in, and outside of every span: that is the queue's business, and not the program's.
 */
import { eq } from 'drizzle-orm';
import { guardedExecutor, guardedTracer } from '../programs/guards.ts';
import { ProgramError } from '../programs/problem.ts';
import type { ProgramHost } from '../programs/program-host.ts';
import type { ServiceTelemetry } from '../telemetry/service-telemetry.ts';
import { statementTracer } from '../telemetry/traced-database.ts';
import type { Database } from './database.ts';
import type { Delivery } from './messages.ts';
import { orm } from './orm.ts';
import type { LeakDelivery, LeakQueue } from './parts/leak-queue.ts';
import { outbox } from './schema.ts';

/** A program's sides, while one is installed. */
export interface LeakQueueProgram {
  /** The `traceparent` to send along; undefined leaves the sender as it is shipped. */
  traceparent(): { readonly value: string | null } | undefined;
  /** The work on one delivery; undefined leaves it to the worker. */
  deliver(delivery: Delivery): (() => Promise<void>) | undefined;
}

interface Sides {
  headers: () => unknown;
  process: (delivery: LeakDelivery) => Promise<void>;
}

/** `telemetry` is that of event-worker; `database` is not traced, for the message leaves the queue outside of spans. */
export function leakQueueProgram(
  programs: ProgramHost,
  database: Database,
  telemetry: ServiceTelemetry,
): LeakQueueProgram & { close(): void } {
  const traced = statementTracer(database, telemetry);
  let sides: Sides | undefined;
  const close = programs.subscribe(() => {
    const program = programs.standIn('leak-queue');
    sides = program && sidesOf(program);
  });
  const tracer = guardedTracer(telemetry.tracer, programs.spend);
  return {
    close,
    traceparent() {
      if (sides === undefined) return undefined;
      const { headers } = sides;
      try {
        return { value: traceparentIn(headers()) };
      } catch (error) {
        programs.handle(() => {
          throw error;
        });
        throw error;
      }
    },
    deliver(delivery) {
      const { message } = delivery;
      if (sides === undefined || message.topic !== 'device.event') return undefined;
      const { process } = sides;
      const { deviceId, kind } = message.payload;
      const headers = delivery.traceparent === null ? {} : { traceparent: delivery.traceparent };
      return () =>
        programs.run(() =>
          database.transaction(async (tx) => {
            const db = orm(guardedExecutor(traced(tx), programs.spend, programs.touched));
            await process({
              message: { id: delivery.messageId, headers, deviceId, kind },
              db,
              tracer,
            });
            await orm(tx).delete(outbox).where(eq(outbox.id, delivery.rowId));
          }),
        );
    },
  };
}

function sidesOf(program: LeakQueue): Sides {
  const sides: Partial<Sides> = {};
  program({
    onSend: (headers) => {
      sides.headers = headers;
    },
    onDelivery: (process) => {
      sides.process = process;
    },
  });
  const { headers, process } = sides;
  if (typeof headers === 'function' && typeof process === 'function') return { headers, process };
  const missing = typeof headers === 'function' ? 'onDelivery' : 'onSend';
  throw new ProgramError(
    `\`leakQueue\` does not call \`queue.${missing}\`, so one side of the queue has nobody.`,
    'Give `queue.onSend` and `queue.onDelivery` a function each.',
  );
}

/** What a program answers is checked here: its types are gone when it runs. */
function traceparentIn(headers: unknown): string | null {
  if (typeof headers !== 'object' || headers === null)
    throw new ProgramError(
      `The function of \`queue.onSend\` answered ${headers === undefined ? 'nothing' : typeof headers}, and not headers.`,
      'Return an object of strings, such as { traceparent: ... }, or {}.',
    );
  const traceparent: unknown = Reflect.get(headers, 'traceparent');
  return typeof traceparent === 'string' ? traceparent.slice(0, 200) : null;
}
