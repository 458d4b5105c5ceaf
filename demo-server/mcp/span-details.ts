/** Everything about a few spans, each with a cap on its attributes, events and links. */
import { knownEndNs } from '../../src/trace/analysis/known-end.ts';
import { type AttributeValue, type SpanIndex, STATUS_CODES } from '../../src/trace/model/types.ts';
import { BAGGAGE_SESSION_ID } from '../protocol.ts';
import { milliseconds, shownText, shownValue, type ToolAnswer, toolAnswer } from './answer.ts';
import { kindOf, type OpenTrace, spanName } from './open-trace.ts';

const MAX_ATTRIBUTES = 24;
const MAX_EVENTS = 5;
const MAX_LINKS = 5;

export function spanDetails(trace: OpenTrace, spanIds: readonly string[]): ToolAnswer {
  const { table } = trace;
  const wanted = new Set(spanIds);
  const found = [...wanted].flatMap((id) => table.findSpan(trace.traceId, id) ?? []);
  const unknown = wanted.size - found.length;
  return toolAnswer(
    { traceId: trace.traceId, unknown },
    found.map((span) => detailsOf(trace, span)),
  );
}

function detailsOf(trace: OpenTrace, span: SpanIndex): object {
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
    ...shownAttributes(table.attributes(span)),
    ...(events.length > 0 && {
      events: events.slice(0, MAX_EVENTS).map(({ name, attributes }) => ({
        name: shownText(name),
        ...shownAttributes(attributes),
      })),
      eventsLeftOut: Math.max(0, events.length - MAX_EVENTS),
    }),
    ...(links.length > 0 && {
      links: links.slice(0, MAX_LINKS).map(({ traceId, spanId }) => ({ traceId, spanId })),
      linksLeftOut: Math.max(0, links.length - MAX_LINKS),
    }),
  };
}

/** Without the session: naming one is enough to read what it caused, and what a machine reads may leave the house. */
function shownAttributes(attributes: ReadonlyMap<string, AttributeValue>) {
  const all = [...attributes].filter(([key]) => key !== BAGGAGE_SESSION_ID);
  const leftOut = Math.max(0, all.length - MAX_ATTRIBUTES);
  return {
    attributes: Object.fromEntries(
      all.slice(0, MAX_ATTRIBUTES).map(([key, value]) => [shownText(key), shownValue(value)]),
    ),
    ...(leftOut > 0 && { attributesLeftOut: leftOut }),
  };
}
