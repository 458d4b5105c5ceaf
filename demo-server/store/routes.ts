/**
 * `GET /api/traces`: TraceQL over the store. `GET /api/traces/:traceId`: one trace of it as OTLP/JSON.
 * `GET /api/spans`: the newest traces, whole, as OTLP/JSON.
 * `GET /api/metrics/query_range`: TraceQL metrics over the store.
 * `GET /api/metrics`, `GET /api/logs`: the newest ones, received or of the services here, as OTLP/JSON; with `?trace=ID`
 * what belongs to one trace.
 */
import { Hono } from 'hono';
import * as z from 'zod';
import { exemplarsOfTrace, logsOfTrace } from '../../src/trace/analysis/around-trace.ts';
import type { OtlpLogs, OtlpResource } from '../../src/trace/model/otlp-json.ts';
import type { TraceQLError } from '../../src/trace/traceql/traceql.ts';
import { errorAnswer, validated } from '../error-answer.ts';
import { presenterClaim } from '../rooms/presenter-token.ts';
import type { StoreMeasurer } from './measure-store.ts';
import { newestTraces } from './newest-traces.ts';
import type { OwnSignals } from './own-signals.ts';
import type { RecentSignals } from './recent-requests.ts';
import type { StoreFields } from './store-fields.ts';
import type { TraceStore } from './trace-store.ts';
import { type Audience, sessionOf, type Viewer, viewerOf } from './viewer.ts';

/** Of a query's text; its work is bounded besides, in query-bounds.ts. */
const MAX_QUERY_LENGTH = 5_000;

const queries = () => import('./queries.ts');

/** As many spans of a set are listed unless told otherwise; `matched` counts them all. */
const SPANS_PER_SET = 20;
const TRACE_ID = /^[0-9a-f]{32}$/i;
const searchQuery = z.object({
  q: z.string().max(MAX_QUERY_LENGTH).default('{}'),
  limit: z.coerce.number().int().min(1).max(5_000).default(20),
  /** Where an answer before this one stopped: its `older`. */
  older: z.coerce.number().int().min(0).optional(),
  /** Where older answers that the asker has begin: their `since`. */
  since: z.coerce.number().int().min(0).optional(),
  /** Only traces that start within: Unix seconds. */
  start: z.coerce.number().optional(),
  end: z.coerce.number().optional(),
  /** Spans listed of each set, as Tempo calls it. */
  spss: z.coerce.number().int().min(0).max(100).default(SPANS_PER_SET),
  /** The sessions of the asking browser, separated by commas. */
  session: z.string().optional(),
});
const rangeQuery = z.object({
  q: z.string().max(MAX_QUERY_LENGTH),
  start: z.coerce.number().optional(),
  end: z.coerce.number().optional(),
  /** Seconds, with or without the s. */
  step: z
    .string()
    .regex(/^\d+(?:\.\d+)?(?:ms|s|m|h)?$/, 'is a duration such as 10s')
    .optional(),
  /** Where an answer before this one stopped: its `older`. */
  older: z.coerce.number().int().min(0).optional(),
  session: z.string().optional(),
});

const spansQuery = z.object({
  /** Of spans; a trace that would not fit stays out as a whole. */
  limit: z.coerce.number().int().min(1).max(100_000).default(20_000),
  session: z.string().optional(),
});

const signalQuery = z.object({
  /** Only what belongs to this trace: its log records, the points with its exemplars. */
  trace: z.string().regex(TRACE_ID, 'is 32 hexadecimal digits').toLowerCase().optional(),
  session: z.string().optional(),
});

const badQuery = ({ from, message }: TraceQLError, example: string): Response =>
  errorAnswer(400, 'bad-query', `The query cannot be read at position ${from}: ${message}`, example);

async function tooCostly(): Promise<Response> {
  const { CHEAPER_QUERY, TOO_COSTLY } = await queries();
  return errorAnswer(400, 'query-too-costly', TOO_COSTLY, CHEAPER_QUERY);
}

export interface TraceRoutesOptions {
  readonly audience: Audience;
  /** Puts what is on its way into the store. */
  readonly flush: () => void;
}

export function traceRoutes(store: TraceStore, { audience, flush }: TraceRoutesOptions): Hono {
  let measurer: StoreMeasurer | undefined;
  let known: StoreFields | undefined;
  return (
    new Hono()
      .get('/traces', validated('query', searchQuery), async (c) => {
        const { q, limit, spss, session, older, since, start, end } = c.req.valid('query');
        const { parseTraceQL, searchStore } = await queries();
        const parsed = parseTraceQL(q);
        if (!parsed.ok)
          return badQuery(parsed.error, 'A search looks like { span.http.response.status_code >= 500 }.');
        flush();
        const viewer = viewerOf(audience, session);
        const found = await searchStore(store, parsed.query, {
          limit,
          spansPerSet: spss,
          viewer,
          older,
          since,
          fromUnixMs: start === undefined ? undefined : start * 1e3,
          toUnixMs: end === undefined ? undefined : end * 1e3,
        });
        return found === undefined ? tooCostly() : c.json(found);
      })
      .get('/metrics/query_range', validated('query', rangeQuery), async (c) => {
        const { q, start, end, step, session, older } = c.req.valid('query');
        const { storeMeasurer, parseAnyTraceQL } = await queries();
        const parsed = parseAnyTraceQL(q);
        const example = 'A metric looks like { status = error } | rate() by (resource.service.name).';
        if (!parsed.ok) return badQuery(parsed.error, example);
        if (parsed.type === 'search')
          return badQuery(
            { message: 'This selects spans and makes no metric.', from: 0, to: q.length },
            example,
          );
        flush();
        measurer ??= storeMeasurer(store);
        const measured = await measurer.measure({
          query: parsed.query,
          start,
          end,
          stepMs: step === undefined ? undefined : stepMs(step),
          older,
          viewer: viewerOf(audience, session),
          session: session ?? '',
        });
        return measured === undefined ? tooCostly() : c.json(measured);
      })
      .get('/spans', validated('query', spansQuery), async (c) => {
        const { limit, session } = c.req.valid('query');
        flush();
        return c.json(await newestTraces(store, limit, viewerOf(audience, session)));
      })
      // What a query could ask about, for completion.
      .get('/fields', async (c) => {
        const { storeFields } = await queries();
        flush();
        known ??= storeFields(store);
        return c.json(Object.fromEntries(await known.fields(viewerOf(audience, c.req.query('session')))));
      })
      .get('/traces/:traceId', async (c) => {
        const traceId = c.req.param('traceId');
        if (!TRACE_ID.test(traceId))
          return errorAnswer(
            404,
            'unknown-trace',
            'This is not a trace id.',
            'A trace id is 32 hexadecimal digits.',
          );
        flush();
        const found = await store.find(traceId.toLowerCase());
        if (found === undefined)
          return errorAnswer(
            404,
            'unknown-trace',
            'The store does not hold this trace.',
            `It holds ${store.keptTraces + store.olderTraces} traces, the newest; this one may have left, or never arrived.`,
          );
        return c.json(found.traces);
      })
  );
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
function stepMs(text: string): number {
  const amount = Number.parseFloat(text);
  return amount * (UNIT_MS[text.replace(/^[\d.]+/, '') || 's'] ?? 1_000);
}

export interface SignalRoutesOptions {
  readonly audience: Audience;
  readonly presenterToken: string | undefined;
}

/** How much memory a server has and how many people use it is nobody's business but its owner's. */
const isOfBuilding = ({ resource }: { readonly resource?: OtlpResource }): boolean =>
  !resource?.attributes?.some(({ key, value }) => key === 'service.name' && value?.stringValue === SERVER);
const SERVER = 'demo-server';

export function signalRoutes(
  { metrics, logs }: RecentSignals,
  own: Pick<OwnSignals, 'collect' | 'metricsNow' | 'flushLogs'>,
  { audience, presenterToken }: SignalRoutesOptions,
): Hono {
  const isOwner = (authorization: string | undefined) =>
    audience === 'everyone' || presenterClaim(authorization, presenterToken) === 'presenter';
  return (
    new Hono()
      // Metrics are sums over everybody: they name no session.
      .get('/metrics', validated('query', signalQuery), async (c) => {
        const { trace } = c.req.valid('query');
        if (trace === undefined) await own.collect();
        const seesServer = isOwner(c.req.header('authorization'));
        const kept = metrics.requests().flatMap(({ body: { resourceMetrics = [] }, from }) => {
          return from === 'own' && !seesServer ? resourceMetrics.filter(isOfBuilding) : resourceMetrics;
        });
        if (trace === undefined) return c.json({ resourceMetrics: kept });
        // Whoever looks at a trace asks at each piece of news: these readings are not kept.
        const { resourceMetrics: now = [] } = await own.metricsNow();
        return c.json(exemplarsOfTrace({ resourceMetrics: [...kept, ...now] }, trace));
      })
      .get('/logs', validated('query', signalQuery), (c) => {
        own.flushLogs();
        const { trace } = c.req.valid('query');
        const viewer = viewerOf(audience, c.req.valid('query').session);
        const resourceLogs = logs.requests().flatMap(({ body, from }) => {
          const seen = viewer.scope === 'everything' ? body : logsSeen(body, from === 'received', viewer);
          return seen.resourceLogs ?? [];
        });
        return c.json(trace === undefined ? { resourceLogs } : logsOfTrace({ resourceLogs }, trace));
      })
  );
}

function logsSeen({ resourceLogs = [] }: OtlpLogs, received: boolean, viewer: Viewer): OtlpLogs {
  return {
    resourceLogs: resourceLogs.map(({ scopeLogs = [], ...resource }) => ({
      ...resource,
      scopeLogs: scopeLogs.map(({ logRecords = [], ...scope }) => ({
        ...scope,
        logRecords: logRecords.filter((record) => {
          const session = sessionOf(record);
          return viewer.sees({ received, sessions: new Set(session === undefined ? [] : [session]) });
        }),
      })),
    })),
  };
}
