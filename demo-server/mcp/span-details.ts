/**
 * Everything about a few spans, each with caps on its attributes, events and links. A span that would fill an answer by
 * itself is told under lower caps: one that nobody can ask for would be a place to hide.
 */
import { knownEndNs } from '../../src/trace/analysis/known-end.ts';
import { type AttributeValue, type SpanIndex, STATUS_CODES } from '../../src/trace/model/types.ts';
import { BAGGAGE_SESSION_ID } from '../protocol.ts';
import {
  bytesOf,
  MAX_ANSWER_BYTES,
  milliseconds,
  shownText,
  shownValue,
  type ToolAnswer,
  toolAnswer,
} from './answer.ts';
import { kindOf, type OpenTrace, spanName } from './open-trace.ts';

interface Caps {
  readonly attributes: number;
  readonly events: number;
  readonly links: number;
}
/** Under the last of them every span fits, whatever is in it. */
const CAPS = [
  { attributes: 24, events: 5, links: 5 },
  { attributes: 10, events: 1, links: 5 },
  { attributes: 3, events: 0, links: 0 },
] as const satisfies readonly Caps[];
/** The rest of an answer is for what stands around the span. */
const MOST_BYTES = MAX_ANSWER_BYTES - 512;

export function spanDetails(trace: OpenTrace, spanIds: readonly string[]): ToolAnswer {
  const { table } = trace;
  const wanted = new Set(spanIds);
  const found = [...wanted].flatMap((id) => table.findSpan(trace.traceId, id) ?? []);
  const unknown = wanted.size - found.length;
  return toolAnswer(
    { traceId: trace.traceId, unknown },
    found.map((span) => fittingDetails(trace, span)),
  );
}

function fittingDetails(trace: OpenTrace, span: SpanIndex): object {
  let details = {};
  for (const caps of CAPS) {
    details = detailsOf(trace, span, caps);
    if (bytesOf(details) <= MOST_BYTES) break;
  }
  return details;
}

function detailsOf(trace: OpenTrace, span: SpanIndex, caps: Caps): object {
  const { table } = trace;
  const { columns, strings } = table;
  const startNs = columns.startNs[span] ?? 0;
  const parentSpanId = strings.get(columns.parentSpanId[span] ?? 0);
  const statusMessage = strings.get(columns.statusMessage[span] ?? 0);
  const events = table.events(span);
  const links = table.links(span);
  return {
    ...spanName(trace, span),
    ...(parentSpanId !== '' && { parentSpanId }),
    kind: kindOf(trace, span),
    status: STATUS_CODES[columns.status[span] ?? 0],
    ...(statusMessage !== '' && { statusMessage: shownText(statusMessage) }),
    startMs: milliseconds(startNs - table.bounds().startNs),
    durationMs: milliseconds(Math.max(0, knownEndNs(table, span) - startNs)),
    ...shownAttributes(table.attributes(span), caps),
    ...(events.length > 0 && {
      events: events.slice(0, caps.events).map(({ name, attributes }) => ({
        name: shownText(name),
        ...shownAttributes(attributes, caps),
      })),
      eventsLeftOut: Math.max(0, events.length - caps.events),
    }),
    ...(links.length > 0 && {
      links: links.slice(0, caps.links).map(({ traceId, spanId }) => ({ traceId, spanId })),
      linksLeftOut: Math.max(0, links.length - caps.links),
    }),
  };
}

/** Without the session: naming one is enough to read what it caused, and what a machine reads may leave the house. */
function shownAttributes(attributes: ReadonlyMap<string, AttributeValue>, { attributes: most }: Caps) {
  const all = [...attributes].filter(([key]) => key !== BAGGAGE_SESSION_ID);
  const leftOut = Math.max(0, all.length - most);
  return {
    attributes: Object.fromEntries(
      all.slice(0, most).map(([key, value]) => [shownText(key), shownValue(value)]),
    ),
    ...(leftOut > 0 && { attributesLeftOut: leftOut }),
  };
}
