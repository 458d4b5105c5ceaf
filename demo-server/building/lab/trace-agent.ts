/**
 * An agent that looks for the cause of a failure in a trace, by a script and not by a model: it does what the answers of
 * the tools suggest, the same each time, so that only the telemetry decides whether it succeeds.
 *
 *   search errors --> get_trace_errors --> details of the first error with none below it --> "hub 3: certificate_expired"
 *        '-- none: search all --> topology --> critical path --> details, two spans at a time, until something tells
 *
 * It believes `error.type` if that is a plain identifier. Only where there is none it turns to prose, as every reader
 * does that has nothing else, and prose may have been written by anybody.
 *
 * Its spans follow the conventions for generative AI, which are in development, and in a repository of their own:
 * https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-agent-spans.md
 */
import { context as contextApi, trace } from '@opentelemetry/api';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { RunRef } from '../../telemetry/run-baggage.ts';
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import { type FoundSpan, type ToolBox, toolBox } from './mcp-tool-box.ts';

export interface TraceAgent {
  /** Why the round with this id failed. */
  whyFailed(roundId: string, run: RunRef | undefined): Promise<Finding>;
}
export interface Finding {
  /** `<what>: <why>`; `unknown` stands for what could not be found out. */
  readonly answer: string;
  readonly toolCalls: number;
  /** Of all answers of the tools, as they were received. */
  readonly bytes: number;
}

export interface TraceAgentDeps {
  readonly telemetry: ServiceTelemetry;
  /** `/mcp` of this server. */
  readonly mcp: (request: Request) => Response | Promise<Response>;
}

/** After so many it gives up. */
const MAX_CALLS = 12;
const AT_ONCE = 2;

export function traceAgent({ telemetry, mcp }: TraceAgentDeps): TraceAgent {
  const { tracer } = telemetry;
  return {
    async whyFailed(roundId, run) {
      const span = tracer.startSpan('invoke_agent trace-reader', {
        attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'trace-reader' },
      });
      try {
        return await contextApi.with(trace.setSpan(contextApi.active(), span), async () => {
          const tools = toolBox(tracer, mcp, run?.sessionId);
          const answer = await investigate(roundId, tools);
          const { calls: toolCalls, bytes } = tools.used();
          span.setAttributes(
            bldgAttributes({
              'bldg.agent.answer': answer,
              'bldg.agent.tool_calls': toolCalls,
              'bldg.agent.bytes': bytes,
            }),
          );
          return { answer, toolCalls, bytes };
        });
      } finally {
        span.end();
      }
    },
  };
}

async function investigate(roundId: string, tools: ToolBox): Promise<string> {
  const round = `{ span.bldg.round.id = "${roundId}" }`;
  const [failing] = await tools.call('search_traces', { query: `${round} >> { status = error }`, limit: 1 });
  const found = failing ?? (await tools.call('search_traces', { query: round, limit: 1 }))[0];
  if (found?.traceId === undefined) return 'unknown';
  const { traceId } = found;
  const errors = await tools.call('get_trace_errors', { traceId });
  // The first of them caused the others, or so it seems; the next one is read for comparison.
  const firstHand = errors.filter(({ errorsBelow }) => errorsBelow === 0).slice(0, AT_ONCE);
  if (firstHand.length === 0) return readEverything(traceId, tools);
  const [details] = await readDetails(
    traceId,
    firstHand.flatMap(({ spanId }) => spanId ?? []),
    tools,
  );
  const cause = details && causeOf(details);
  const what = details && (whatOf(details) ?? (await whatOfParent(traceId, details, tools)));
  // Somebody else's sentence names its own culprit.
  return cause?.type === 'prose' ? cause.text : `${what ?? 'unknown'}: ${cause?.text ?? 'unknown'}`;
}

/** In the order of `spanIds`. What did not fit into the answer is asked for again, alone. */
async function readDetails(
  traceId: string,
  spanIds: readonly string[],
  tools: ToolBox,
): Promise<readonly FoundSpan[]> {
  const read = [...(await tools.call('get_span_details', { traceId, spanIds }))];
  const missing = spanIds.filter((id) => read.every(({ spanId }) => spanId !== id));
  if (spanIds.length > 1)
    for (const id of missing)
      read.push(...(await tools.call('get_span_details', { traceId, spanIds: [id] })));
  return spanIds.flatMap((id) => read.find(({ spanId }) => spanId === id) ?? []);
}

/** Nothing says that it failed: all spans, one after the other. */
async function readEverything(traceId: string, tools: ToolBox): Promise<string> {
  const groups = await tools.call('get_trace_topology', { traceId });
  const path = await tools.call('get_critical_path', { traceId });
  const spanIds = [
    ...new Set([
      ...path.flatMap(({ spanId }) => spanId ?? []),
      ...groups.flatMap((group) => group.spanIds ?? []),
    ]),
  ];
  for (let from = 0; from < spanIds.length && tools.used().calls < MAX_CALLS; from += AT_ONCE) {
    const some = await readDetails(traceId, spanIds.slice(from, from + AT_ONCE), tools);
    for (const details of some) {
      const cause = causeOf(details);
      if (cause !== undefined)
        return cause.type === 'prose' ? cause.text : `${whatOf(details) ?? 'unknown'}: ${cause.text}`;
    }
  }
  return 'unknown';
}

async function whatOfParent(traceId: string, { parentSpanId }: FoundSpan, tools: ToolBox) {
  if (parentSpanId === undefined) return undefined;
  const [parent] = await tools.call('get_span_details', { traceId, spanIds: [parentSpanId] });
  return parent && whatOf(parent);
}

const IDENTIFIER = /^[A-Za-z][\w.]{0,63}$/;
const CLAIM = /\broot cause is ([^."]{1,80})/i;

type Cause = { readonly type: 'error.type' | 'prose'; readonly text: string };

function causeOf({ attributes = {}, statusMessage, events = [] }: FoundSpan): Cause | undefined {
  const type = attributes['error.type'];
  if (typeof type === 'string' && IDENTIFIER.test(type)) return { type: 'error.type', text: type };
  const prose = [
    statusMessage,
    ...[attributes, ...events.map((event) => event.attributes ?? {})].flatMap(Object.values),
  ];
  for (const text of prose) {
    const claim = typeof text === 'string' ? CLAIM.exec(text)?.[1] : undefined;
    if (claim !== undefined) return { type: 'prose', text: claim.trim() };
  }
  return undefined;
}

/** The thing that the span is about, by the names of the registry. */
function whatOf({ attributes = {} }: FoundSpan): string | undefined {
  for (const thing of ['hub', 'device', 'unit', 'building']) {
    const id = attributes[`bldg.${thing}.id`];
    if (Number.isInteger(id)) return `${thing} ${id}`;
  }
  return undefined;
}
