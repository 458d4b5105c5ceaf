/**
 * The sampling laboratory: the same load, the same errors, another sampler. Real services, real SDK samplers, real
 * bytes; only what is kept is published.
 *
 * Spans that a head sampler drops are normally never made. `createAlwaysRecordSampler` makes them anyway, without the
 * sampled flag, so that the laboratory can say what was given up.
 */
import {
  context as contextApi,
  propagation,
  ROOT_CONTEXT,
  SpanStatusCode,
  TraceFlags,
} from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  createAlwaysRecordSampler,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { delay } from '../../clock.ts';
import { seededRandom } from '../../seeded-random.ts';
import { endedSpans } from '../../telemetry/ended-spans.ts';
import { encodeTraces } from '../../telemetry/otlp-encode.ts';
import { type RunRef, withRun } from '../../telemetry/run-baggage.ts';
import { createServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import type { SamplingInput } from './inputs.ts';
import type { LabDeps } from './lab-deps.ts';
import { readingsServices } from './readings-services.ts';
import { freshSalt, seededIds } from './seeded-ids.ts';
import { tailSampler } from './tail-sampler.ts';
import { weightedSampler, weightFor, weightOf, withWeight } from './weighted.ts';

export interface SamplingResult {
  readonly requests: number;
  readonly errors: number;
  readonly strategy: SamplingInput['strategy'];
  readonly spansEnded: number;
  readonly spansKept: number;
  readonly tracesEnded: number;
  readonly tracesKept: number;
  readonly errorTracesKept: number;
  /** Kept spans whose parent was not. */
  readonly orphanSpans: number;
  /** Sum of the weights of the kept root spans. */
  readonly estimateRequests: number;
  readonly bytesEnded: number;
  readonly bytesKept: number;
}

/** Requests between two breaths of the event loop, so that other sessions are served meanwhile. */
const BREATH = 50;

export async function runSamplingLab(
  input: SamplingInput,
  run: RunRef | undefined,
  deps: LabDeps,
): Promise<SamplingResult> {
  const ended: ReadableSpan[] = [];
  const kept: ReadableSpan[] = [];
  const { apiSampler, storeSampler, processor } = samplersOf(input, (spans) => kept.push(...spans));
  const collect = endedSpans((span) => ended.push(span));
  const salt = freshSalt();
  const service = (name: string, sampler: Sampler, seed: number) =>
    createServiceTelemetry(
      name,
      {
        spanProcessors: [collect, processor],
        logProcessors: [],
        metricReaders: () => [],
        runMeters: deps.runMeters,
      },
      { sampler: createAlwaysRecordSampler(sampler), idGenerator: seededIds(seed, salt) },
    );
  const api = service('readings-api', apiSampler, input.seed);
  const store = service('readings-store', storeSampler, input.seed + 1_000_003);

  const failing = chooseFailing(input);
  const services = readingsServices(api, store, (reading) => failing.has(reading), deps.report);
  // Baggage but no parent: each of these requests is a root of its own, like requests from the street.
  const context = withRun(ROOT_CONTEXT, run);
  const headers: Record<string, string> = {};
  propagation.inject(context, headers);
  let published = 0;
  const publish = () => {
    // Also when none was kept: it says that the run goes on.
    deps.publishSpans(run, kept.slice(published));
    published = kept.length;
  };
  for (let reading = 0; reading < input.requests; reading++) {
    await contextApi.with(context, () => services.request(reading, headers));
    if (reading % BREATH === BREATH - 1) {
      publish();
      await delay(deps.clock, 0);
    }
  }
  publish();
  await Promise.all([api.shutdown(), store.shutdown()]);
  return summary(input, ended, kept);
}

interface Samplers {
  readonly apiSampler: Sampler;
  readonly storeSampler: Sampler;
  readonly processor: SpanProcessor;
}

function samplersOf(input: SamplingInput, keep: (spans: readonly ReadableSpan[]) => void): Samplers {
  const on = new AlwaysOnSampler();
  const sampled = keepSampled(keep);
  const ratio = () => weightedSampler(new TraceIdRatioBasedSampler(input.ratio), weightFor(input.ratio));
  switch (input.strategy) {
    case 'always-on':
      return { apiSampler: on, storeSampler: on, processor: sampled };
    case 'head-ratio':
      // The store decides for itself and keeps everything: it does not ask whether its parent was kept.
      return { apiSampler: onceARoot(ratio()), storeSampler: on, processor: sampled };
    case 'parent-based-ratio':
      return {
        apiSampler: new ParentBasedSampler({ root: ratio() }),
        storeSampler: new ParentBasedSampler({ root: on }),
        processor: sampled,
      };
    case 'tail': {
      const random = seededRandom(input.seed + 7);
      const decide = (spans: readonly ReadableSpan[]): number | undefined => {
        // Drawn for every trace, so that keeping errors changes nothing for the others.
        const baseline = random() < input.tailBaseline;
        if (input.tailKeepErrors && spans.some(isError)) return 1;
        return baseline ? 1 / input.tailBaseline : undefined;
      };
      const keepWeighted = (spans: readonly ReadableSpan[], weight: number) =>
        keep(spans.map((span) => withWeight(span, weight)));
      return { apiSampler: on, storeSampler: on, processor: tailSampler(decide, keepWeighted) };
    }
  }
}

/** Decides at the root and by itself; within the service, children follow their local parent. */
const onceARoot = (root: Sampler): Sampler =>
  new ParentBasedSampler({ root, remoteParentSampled: root, remoteParentNotSampled: root });

const keepSampled = (keep: (spans: readonly ReadableSpan[]) => void): SpanProcessor =>
  endedSpans((span) => {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) keep([span]);
  });

/** Which readings fail: `errors` different ones, by the seed. */
function chooseFailing({ requests, errors, seed }: SamplingInput): ReadonlySet<number> {
  const random = seededRandom(seed + 13);
  const failing = new Set<number>();
  while (failing.size < errors) failing.add(Math.floor(random() * requests));
  return failing;
}

const isError = (span: ReadableSpan): boolean => span.status.code === SpanStatusCode.ERROR;

function summary(
  input: SamplingInput,
  ended: readonly ReadableSpan[],
  kept: readonly ReadableSpan[],
): SamplingResult {
  const traceIds = (spans: readonly ReadableSpan[]) =>
    new Set(spans.map((span) => span.spanContext().traceId)).size;
  const keptIds = new Set(kept.map((span) => span.spanContext().spanId));
  const roots = kept.filter((span) => span.parentSpanContext === undefined);
  const orphans = kept.filter(
    ({ parentSpanContext }) => parentSpanContext !== undefined && !keptIds.has(parentSpanContext.spanId),
  );
  return {
    requests: input.requests,
    errors: input.errors,
    strategy: input.strategy,
    spansEnded: ended.length,
    spansKept: kept.length,
    tracesEnded: traceIds(ended),
    tracesKept: traceIds(kept),
    errorTracesKept: traceIds(kept.filter(isError)),
    orphanSpans: orphans.length,
    estimateRequests: Math.round(roots.reduce((sum, span) => sum + weightOf(span), 0)),
    bytesEnded: bytesOf(ended),
    bytesKept: bytesOf(kept),
  };
}

/** Size of the OTLP/JSON bodies, in batches as an exporter would send them. */
function bytesOf(spans: readonly ReadableSpan[]): number {
  const encoder = new TextEncoder();
  let bytes = 0;
  for (let from = 0; from < spans.length; from += 512)
    bytes += encoder.encode(encodeTraces(spans.slice(from, from + 512))).length;
  return bytes;
}
