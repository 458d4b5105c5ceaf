/**
 * The laboratory of an open page: a caretaker opens it, and three doors are locked from elsewhere while it is open. Each
 * request is a trace of its own, and so are browsers and telephones in the world.
 *
 *   GET /stream   |-|  . . . . . . . .  the page, open  . . . . . . . . |closed
 *   POST /devices/:id/commands   |---|     |---|     |---|
 */
import { context as contextApi, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import * as z from 'zod';
import { type Clock, delay } from '../../clock.ts';
import { ProgramError } from '../../programs/problem.ts';
import type { ProgramHost } from '../../programs/program-host.ts';
import { AS_SHIPPED_HEADER } from '../../protocol.ts';
import { randomUuid } from '../../random-uuid.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import { type RunRef, withRun } from '../../telemetry/run-baggage.ts';
import type { BuildingFetch } from './test-program.ts';

export const openPageBody = z.strictObject({});

export interface OpenPageAnswer {
  readonly updates: number;
  /** What the browser was sent, in this order. */
  readonly shown: readonly { readonly deviceId: number; readonly state: string | null }[];
}

const DOORS = [1, 4, 7] as const;
const EVERY_MS = 450;
/** A page that has not shown an update by then does not show it. */
const PATIENCE_MS = 1_000;

export async function runOpenPage(
  run: RunRef | undefined,
  given: Headers,
  fetch: BuildingFetch,
  { clock, programs }: { readonly clock: Clock; readonly programs: ProgramHost },
): Promise<OpenPageAnswer> {
  trace.getActiveSpan()?.setAttributes(bldgAttributes({ 'bldg.injected_delay_ms': EVERY_MS }));
  const caller = withRun(ROOT_CONTEXT, run ?? { sessionId: randomUuid(), runId: undefined });
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  propagation.inject(caller, headers);
  const shipped = given.get(AS_SHIPPED_HEADER);
  if (shipped !== null) headers[AS_SHIPPED_HEADER] = shipped;
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    contextApi.with(ROOT_CONTEXT, async () =>
      fetch(new Request(`http://building-api${path}`, { ...init, headers })),
    );

  programs.touched();
  const connected = await ask('/stream');
  if (!connected.ok || connected.body === null)
    throw new ProgramError('The page could not be opened.', 'The span `GET /stream` says why.');
  const browser = readEvents(connected.body);
  const shown: { deviceId: number; state: string | null }[] = [];
  try {
    for (const door of DOORS) {
      await delay(clock, EVERY_MS);
      const locked = await ask(`/devices/${door}/commands`, { method: 'POST', body: '{"command":"lock"}' });
      await locked.body?.cancel();
      const event = await Promise.race([browser.next(), delay(clock, PATIENCE_MS)]);
      if (event === undefined) break;
      shown.push(event);
    }
  } finally {
    await browser.close();
  }
  return { updates: DOORS.length, shown };
}

/** The data of server-sent events, as a browser reads them. */
function readEvents(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  return {
    async next() {
      for (;;) {
        const [, data] = /^data: (.*)\n\n/m.exec(text) ?? [];
        if (data !== undefined) {
          text = text.slice(text.indexOf(data) + data.length);
          const { deviceId, state } = JSON.parse(data) as { deviceId: number; state: string | null };
          return { deviceId, state };
        }
        const { value, done } = await reader.read();
        if (done) return undefined;
        text += decoder.decode(value, { stream: true });
      }
    },
    close: () => reader.cancel(),
  };
}
