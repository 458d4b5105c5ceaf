/**
 * The laboratory of lost spans: the part `meter-job` runs twice as a process of its own, the second time cut off from the
 * collector. Its exporter sends real OTLP to this server's own receiver, which gives the spans to the feed of the run.
 *
 *   [run meter-job] --> 500 spans --> processor --> exporter --wire--> POST /v1/traces --> feed
 *                                        '--------------'--> counters, read when the process ends --> feed
 */
import { context as contextApi, ROOT_CONTEXT, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { MeterProvider, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import * as z from 'zod';
import { ProgramError } from '../../programs/problem.ts';
import type { ProgramHost } from '../../programs/program-host.ts';
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID } from '../../protocol.ts';
import { errorType } from '../../telemetry/measure.ts';
import { ExportError, otlpExporter, type Wire } from '../../telemetry/otlp-exporter.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import { type RunRef, withRun } from '../../telemetry/run-baggage.ts';
import { OnDemandReader } from '../../telemetry/run-metrics.ts';
import { type ServiceTelemetry, serviceResource } from '../../telemetry/service-telemetry.ts';
import { meterJob } from '../parts/meter-job.ts';

export const meterJobBody = z.strictObject({ meters: z.int().min(1).max(2_000).default(499) });

export interface MeterJobDeps {
  readonly programs: ProgramHost;
  /** Of building-api, which starts the job. */
  readonly telemetry: ServiceTelemetry;
  /** This very server. */
  readonly receive: (request: Request) => Response | Promise<Response>;
}
/** A number of a counter, or that nobody counted. */
export type Counted = number | 'not counted';
export interface MeterJobAnswer {
  readonly ended: number;
  readonly arrived: number;
  /** By the job's own counters. */
  readonly dropped: Counted;
  readonly failed: Counted;
  readonly requests: number;
  readonly cutOff: { readonly ended: number; readonly failed: Counted };
}

export async function runMeterJob(
  { meters }: z.infer<typeof meterJobBody>,
  run: RunRef | undefined,
  headers: Headers,
  deps: {
    readonly meterJob: MeterJobDeps;
    readonly publishMetrics: (run: RunRef | undefined, metrics: readonly ResourceMetrics[]) => void;
  },
): Promise<MeterJobAnswer> {
  const process = (service: string, collector: Collector) =>
    runProcess({ service, collector, meters, run, headers }, deps.meterJob);
  const reached = await process('meter-job', 'up');
  const cutOff = await process('meter-job-cut-off', 'gone');
  deps.publishMetrics(run, [reached.metrics, cutOff.metrics]);
  return {
    ended: reached.ended,
    arrived: reached.arrived,
    dropped: errorsIn(reached.metrics, 'otel.sdk.processor.span', 'queue_full'),
    failed: errorsIn(reached.metrics, 'otel.sdk.exporter.span'),
    requests: reached.requests,
    cutOff: { ended: cutOff.ended, failed: errorsIn(cutOff.metrics, 'otel.sdk.exporter.span') },
  };
}

type Collector = 'up' | 'gone';
interface Occasion {
  readonly service: string;
  readonly collector: Collector;
  readonly meters: number;
  readonly run: RunRef | undefined;
  readonly headers: Headers;
}

/** From the start of the process to its end, and until what it had already sent has arrived. */
async function runProcess(occasion: Occasion, { programs, telemetry, receive }: MeterJobDeps) {
  const { service, collector, run, headers } = occasion;
  const program = programs.standIn('meter-job', headers) ?? meterJob;
  const resource = serviceResource(service);
  const reader = new OnDemandReader();
  const meterProvider = new MeterProvider({ resource, readers: [reader] });
  const network = networkOf(collector, receive);
  const timersBefore = programs.timers();
  let ended = 0;
  const span = telemetry.tracer.startSpan('run meter-job', {
    attributes: bldgAttributes({ 'bldg.job.collector': collector }),
  });
  try {
    // A process of its own: no context of this one is in it.
    await contextApi.with(withRun(ROOT_CONTEXT, run), () =>
      programs.run(async () =>
        program({
          resource,
          meterProvider,
          otlpExporter: (options) => otlpExporter(options, network.wire),
          readMeters: (tracer) => readMeters(tracer, occasion, programs.spend, () => ended++),
        }),
      ),
    );
  } catch (error) {
    span.setAttribute(ATTR_ERROR_TYPE, errorType(error));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  network.cut();
  const { resourceMetrics: metrics } = await reader.collect();
  await network.arrived();
  const { requests, spans } = network.sent();
  span.setAttributes(
    bldgAttributes({ 'bldg.job.requests': requests, 'bldg.job.timers': programs.timers() - timersBefore }),
  );
  span.end();
  return { ended, arrived: spans, requests, metrics };
}

/** The work. Nothing in it waits, and so nothing is sent before it is done. */
function readMeters(tracer: Tracer, { meters, run }: Occasion, spend: () => void, onEnd: () => void): void {
  if (typeof tracer?.startSpan !== 'function')
    throw new ProgramError(
      '`readMeters` got no tracer.',
      "A provider makes one: `provider.getTracer('meter-job')`.",
    );
  const ofRun = {
    ...(run !== undefined && { [BAGGAGE_SESSION_ID]: run.sessionId }),
    ...(run?.runId !== undefined && { [BAGGAGE_RUN_ID]: run.runId }),
  };
  spend();
  const all = tracer.startSpan('read meters', { attributes: ofRun }, ROOT_CONTEXT);
  const context = trace.setSpan(ROOT_CONTEXT, all);
  for (let unit = 1; unit <= meters; unit++) {
    spend();
    const attributes = { ...ofRun, ...bldgAttributes({ 'bldg.unit.id': unit }) };
    tracer.startSpan('read meter', { attributes }, context).end();
    onEnd();
  }
  all.end();
  onEnd();
}

/** The network as the process sees it. After `cut` nothing goes out, and no answer comes in. */
function networkOf(collector: Collector, receive: MeterJobDeps['receive']) {
  let isCut = false;
  let requests = 0;
  let spans = 0;
  const underway = new Set<Promise<unknown>>();
  const never = () => new Promise<never>(() => {});
  const wire: Wire = async (request, count) => {
    if (isCut) return never();
    const { host, hostname, pathname } = new URL(request.url);
    if (hostname !== 'collector')
      throw new ExportError('ENOTFOUND', `There is no host ${hostname} in this network.`);
    // Port 4317 speaks gRPC: it hangs up on HTTP/1.1.
    if (host === 'collector:4317') throw new ExportError('ECONNRESET', `${host} hung up.`);
    if (collector === 'gone' || host !== 'collector:4318')
      throw new ExportError('ECONNREFUSED', `Nobody listens on ${host}.`);
    requests += 1;
    const arriving = Promise.resolve(receive(new Request(`http://demo${pathname}`, request))).then((got) => {
      if (got.ok) spans += count;
      return got;
    });
    underway.add(arriving);
    const answer = await arriving.finally(() => underway.delete(arriving));
    return isCut ? never() : answer;
  };
  return {
    wire,
    cut: () => {
      isCut = true;
    },
    async arrived() {
      while (underway.size > 0) await Promise.allSettled([...underway]);
    },
    sent: () => ({ requests, spans }),
  };
}

/** The spans that a component counts with an error, of this type or of any. One that counts has points from its start. */
function errorsIn({ scopeMetrics }: ResourceMetrics, component: string, type?: string): Counted {
  const found = scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .filter(({ descriptor }) => descriptor.name.startsWith(component));
  if (found.length === 0) return 'not counted';
  let sum = 0;
  for (const { dataPoints } of found)
    for (const { attributes, value } of dataPoints)
      if (typeof value === 'number' && isError(attributes[ATTR_ERROR_TYPE], type)) sum += value;
  return sum;
}

const isError = (found: unknown, wanted: string | undefined): boolean =>
  found !== undefined && (wanted === undefined || found === wanted);
