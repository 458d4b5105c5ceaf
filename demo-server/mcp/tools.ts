/**
 * The five tools, as data: name, what it is for, what it takes, and a function over the traces that the asking reader
 * may see. Read only. They are meant to be used in this order, each answer small: search, map, diagnose, inspect.
 */
import * as z from 'zod';
import { parseTraceQL } from '../../src/trace/traceql/traceql.ts';
import { CHEAPER_QUERY, TOO_COSTLY } from '../store/query-bounds.ts';
import { searchStore } from '../store/search-store.ts';
import type { TraceStore } from '../store/trace-store.ts';
import type { Viewer } from '../store/viewer.ts';
import { shownText, type ToolAnswer, toolAnswer } from './answer.ts';
import { traceErrors } from './errors.ts';
import { type OpenTrace, openTrace } from './open-trace.ts';
import { traceCriticalPath } from './path.ts';
import { spanDetails } from './span-details.ts';
import { traceTopology } from './topology.ts';

export type ToolOutcome =
  | { readonly type: 'answer'; readonly answer: ToolAnswer }
  /** Told to the caller, who can mend it. */
  | { readonly type: 'refused'; readonly message: string };

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType;
  call(given: unknown, traces: SeenTraces): Promise<ToolOutcome>;
}
/** The store as one reader sees it. */
export interface SeenTraces {
  readonly store: TraceStore;
  readonly viewer: Viewer;
}

const traceId = z
  .string()
  .regex(/^[0-9a-fA-F]{32}$/, 'is 32 hexadecimal digits')
  .describe('Trace id, as search_traces gives it');
const spanId = z.string().regex(/^[0-9a-fA-F]{16}$/, 'is 16 hexadecimal digits');
const MATCHES_SHOWN = 5;

export const TOOLS: readonly Tool[] = [
  tool(
    'search_traces',
    'Finds traces by a TraceQL query, newest first. Start here. Example: { status = error && resource.service.name = "building-api" }',
    z.strictObject({
      query: z.string().max(1_000).default('{}').describe('TraceQL'),
      limit: z.int().min(1).max(20).default(5),
      older: z
        .string()
        .regex(/^\d{1,16}$/, 'is what an answer called older')
        .optional()
        .describe('Goes on where an answer stopped that has older'),
    }),
    async ({ query, limit, older }, { store, viewer }) => {
      const parsed = parseTraceQL(query);
      if (!parsed.ok)
        return refused(`The query cannot be read at ${parsed.error.from}: ${parsed.error.message}`);
      const found = await searchStore(store, parsed.query, {
        limit,
        spansPerSet: MATCHES_SHOWN,
        viewer,
        older: older === undefined ? undefined : Number(older),
      });
      if (found === undefined) return refused(`${TOO_COSTLY} ${CHEAPER_QUERY}`);
      return answered(
        toolAnswer(
          {
            matched: found.matched,
            scope: found.scope,
            // Those were not looked at, so this is no count of all.
            ...(found.older !== undefined && { older: found.older }),
          },
          found.traces.map(({ traceID, topSpan, durationMs, spanSets }) => ({
            traceId: traceID,
            root: shownText(topSpan.name),
            service: shownText(topSpan.serviceName),
            // Then it is the topmost span that was.
            ...(!topSpan.isRoot && { rootReceived: false }),
            durationMs,
            spansMatched: spanSets.reduce((sum, { matched }) => sum + matched, 0),
            matches: (spanSets[0]?.spans ?? []).map(({ spanID, name }) => ({
              spanId: spanID,
              name: shownText(name),
            })),
          })),
          found.matched - found.traces.length,
        ),
      );
    },
  ),
  tool(
    'get_trace_topology',
    'The shape of one trace: who called whom. Siblings that are alike are one line with a count.',
    z.strictObject({ traceId, maxDepth: z.int().min(0).max(50).default(8) }),
    ({ maxDepth, ...given }, traces) => within(given, traces, (trace) => traceTopology(trace, maxDepth)),
  ),
  tool(
    'get_trace_errors',
    'The failed spans of one trace, first to begin first. An error with errorsBelow 0 is where something went wrong first hand.',
    z.strictObject({ traceId, limit: z.int().min(1).max(50).default(10) }),
    ({ limit, ...given }, traces) => within(given, traces, (trace) => traceErrors(trace, limit)),
  ),
  tool(
    'get_critical_path',
    'The spans that decided how long one trace took, in the order of time.',
    z.strictObject({ traceId }),
    (given, traces) => within(given, traces, traceCriticalPath),
  ),
  tool(
    'get_span_details',
    'Attributes, status, events and links of up to five spans of one trace. Ask for few; use the other tools to choose them.',
    z.strictObject({ traceId, spanIds: z.array(spanId).min(1).max(5) }),
    ({ spanIds, ...given }, traces) =>
      within(given, traces, (trace) =>
        spanDetails(
          trace,
          spanIds.map((id) => id.toLowerCase()),
        ),
      ),
  ),
];

function tool<Input extends z.ZodType>(
  name: string,
  description: string,
  input: Input,
  call: (given: z.output<Input>, traces: SeenTraces) => ToolOutcome | Promise<ToolOutcome>,
): Tool {
  return {
    name,
    description,
    input,
    async call(given, traces) {
      const parsed = input.safeParse(given ?? {});
      if (parsed.success) return call(parsed.data, traces);
      const [issue] = parsed.error.issues;
      return refused(`${issue?.path.join('.') || 'arguments'}: ${issue?.message ?? 'not as expected'}`);
    },
  };
}

/** A trace of somebody else is answered like one that is not there. */
async function within(
  given: { readonly traceId: string },
  { store, viewer }: SeenTraces,
  read: (trace: OpenTrace) => ToolAnswer,
): Promise<ToolOutcome> {
  const id = given.traceId.toLowerCase();
  const found = await store.find(id);
  const trace = found && viewer.sees(found.provenance) ? openTrace(id, found.traces) : undefined;
  if (trace === undefined)
    return refused('There is no such trace here. search_traces lists those there are.');
  return answered(read(trace));
}

const answered = (answer: ToolAnswer): ToolOutcome => ({ type: 'answer', answer });
const refused = (message: string): ToolOutcome => ({ type: 'refused', message });
