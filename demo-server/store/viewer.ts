/**
 * Who may see what of the store. A server that only this machine can reach shows everything. Any other shows a reader
 * what the sessions of their own browser caused, and what was sent in without belonging to a session: telemetry that
 * carries somebody else's session id is theirs. A session id is 128 random bits, so naming one is proof enough. Those of
 * rooms are told to the holder of the presenter's token alone (`GET /api/rooms`), whose pages name them here.
 */
import type { OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { BAGGAGE_SESSION_ID } from '../protocol.ts';
import { isSessionId } from '../telemetry/run-baggage.ts';
import { scopedSpans } from './trace-pieces.ts';

/** `everyone`: whoever reaches the server sees all of it. */
export type Audience = 'everyone' | 'own-session';

/** Where something in the store comes from. */
export interface Provenance {
  /** It came in by OTLP, not from the services of the demo server. */
  readonly received: boolean;
  readonly sessions: ReadonlySet<string>;
}

export interface Viewer {
  readonly scope: 'everything' | 'own';
  sees(provenance: Provenance): boolean;
}

const MAX_SESSIONS = 50;

/** `sessions` as a query parameter names them: separated by commas. */
export function viewerOf(audience: Audience, sessions = ''): Viewer {
  if (audience === 'everyone') return { scope: 'everything', sees: () => true };
  const own = new Set(sessions.split(',').filter(isSessionId).slice(0, MAX_SESSIONS));
  return {
    scope: 'own',
    sees: ({ received, sessions: of }) => {
      if (of.size === 0) return received;
      for (const session of of) if (own.has(session)) return true;
      return false;
    },
  };
}

interface Attributed {
  readonly attributes?: readonly {
    readonly key?: string;
    readonly value?: { readonly stringValue?: string };
  }[];
}

/** Of a trace that was kept. */
export function provenanceOf({
  traces,
  isReceived,
}: {
  readonly traces: OtlpTraces;
  readonly isReceived: boolean;
}): Provenance {
  const sessions = new Set<string>();
  for (const { spans } of scopedSpans(traces.resourceSpans))
    for (const span of spans) {
      const session = sessionOf(span);
      if (session !== undefined) sessions.add(session);
    }
  return { received: isReceived, sessions };
}

/** The session that a span or log record says it belongs to. */
export function sessionOf({ attributes = [] }: Attributed): string | undefined {
  const session = attributes.find(({ key }) => key === BAGGAGE_SESSION_ID)?.value?.stringValue;
  return isSessionId(session) ? session : undefined;
}
