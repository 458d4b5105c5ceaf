/**
 * Did what was ended arrive, and where was it sent? Two witnesses: the spans that are here, and the counters that an SDK
 * keeps of itself. Either alone can be silent for the wrong reason.
 *
 * https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/
 */
import type { MetricPoint, TraceReader } from '../model/types.ts';
import { numberNamed } from './estimate-check.ts';
import { selectSpans } from './select-spans.ts';
import type { CheckResult, CheckRule, Evidence } from './types.ts';
import { counted, listed, shorten } from './words.ts';

type ExportedEqualsEnded = Extract<CheckRule, { readonly type: 'exportedEqualsEnded' }>;
type ExporterEndpoint = Extract<CheckRule, { readonly type: 'exporterEndpoint' }>;

const EXPORTED = 'otel.sdk.exporter.span.exported';
const PROCESSED = 'otel.sdk.processor.span.processed';

export function evaluateExportedEqualsEnded(
  { select, service, ended: name }: ExportedEqualsEnded,
  evidence: Evidence,
): CheckResult {
  const { table } = evidence;
  const spans = selectSpans(select, table);
  const ended = numberNamed(name, evidence);
  if (ended === undefined)
    return { pass: false, spans, expected: `as many spans as ${name}`, seen: `no number called ${name}` };
  const expected = `${counted(ended, 'span')} ended, exported and here`;
  const exporter = pointsOf(table, service, EXPORTED);
  const processor = pointsOf(table, service, PROCESSED);
  if (exporter.length + processor.length === 0)
    return { pass: false, spans, expected, seen: `${spans.length} here, no counters of ${shorten(service)}` };
  const exported = sumOf(exporter.filter((point) => errorOf(point) === undefined));
  // A failed batch is counted by both; the exporter knows why it failed.
  const dropped = processor.filter((point) => errorOf(point) === QUEUE_FULL);
  const failed = exporter.filter((point) => errorOf(point) !== undefined);
  const pass =
    spans.length === ended && exported === ended && sumOf(dropped) === 0 && sumOf(failed) === 0 && ended > 0;
  const seen = [
    `${spans.length} here`,
    `${exported} counted as exported`,
    ...dropped.map(({ value }) => `${value} dropped because the queue was full`),
    ...failed.map((point) => `${point.value} failed with ${errorOf(point)}`),
  ];
  return { pass, spans, expected, seen: listed(seen) };
}

export function evaluateExporterEndpoint(
  { service, address, port }: ExporterEndpoint,
  { table }: Evidence,
): CheckResult {
  const wanted = port === undefined ? address : `${address}:${port}`;
  const expected = `exports to ${wanted} that go well`;
  const result = (pass: boolean, seen: string): CheckResult => ({ pass, spans: [], expected, seen });
  // A batch on its way has an address and no end yet: it counts as sent there, and not as gone well.
  const points = [
    ...pointsOf(table, service, EXPORTED),
    ...pointsOf(table, service, 'otel.sdk.exporter.span.inflight'),
  ];
  if (points.length === 0) return result(false, `no counters of an exporter of ${shorten(service)}`);
  const places = points.map((point) => {
    const host = String(point.attributes.get('server.address') ?? 'an unknown address');
    const at = port === undefined ? host : `${host}:${String(point.attributes.get('server.port') ?? '?')}`;
    return { at: shorten(at), error: errorOf(point) };
  });
  const elsewhere = places.filter(({ at }) => at !== wanted);
  const errors = places.flatMap(({ at, error }) => (error === undefined ? [] : [`${error} from ${at}`]));
  const pass = elsewhere.length === 0 && errors.length === 0;
  const told = errors.length > 0 ? errors : places.map(({ at }) => at);
  return result(pass, listed([...new Set(told)]));
}

/** What a full queue is called in `error.type`. */
const QUEUE_FULL = 'queue_full';

function pointsOf({ metrics }: TraceReader, service: string, name: string): readonly MetricPoint[] {
  return metrics
    .filter((one) => one.name === name && one.service === service)
    .flatMap(({ points }) => points);
}

const sumOf = (points: readonly MetricPoint[]): number => points.reduce((sum, { value }) => sum + value, 0);

function errorOf({ attributes }: MetricPoint): string | undefined {
  const type = attributes.get('error.type');
  return type === undefined ? undefined : shorten(String(type));
}
