/**
 * What a build keeps of a run: a file of spans in OTLP/JSON, a line for each export, as OpenTelemetry's file exporter
 * writes it. Read by the server's own receiver, so that a file is good exactly if it can be sent.
 *
 * https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/
 */
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { acceptTraces } from '../../otlp/accept.ts';
import { Findings } from '../../otlp/findings.ts';
import { readTraces } from '../../otlp/json/requests.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';

export interface TraceFile {
  /** How many spans can be read from it. */
  readonly spans: number;
  /** How many of those that belong to the suite are not in it. */
  readonly missing: number;
  /** Why it cannot be read, or not all of it; empty if all is well. */
  readonly problem: string;
}

const encoder = new TextEncoder();

export function readTraceFile(text: string, needed: readonly ReadableSpan[]): TraceFile {
  const findings = new Findings();
  const found = new Set<string>();
  let problem = '';
  try {
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue;
      const columns = acceptTraces(readTraces(encoder.encode(line), findings), findings);
      for (const [row, spanId] of columns.spanIds.entries()) found.add(`${columns.traceId(row)} ${spanId}`);
    }
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  if (problem === '') problem = findings.message;
  if (problem === '' && found.size === 0) problem = 'There is no span in it.';
  const missing = needed.filter((span) => {
    const { traceId, spanId } = span.spanContext();
    return !found.has(`${traceId} ${spanId}`);
  });
  return { spans: found.size, missing: missing.length, problem: problem.slice(0, 200) };
}

export const traceFileAttributes = ({ spans, missing, problem }: TraceFile) =>
  bldgAttributes({
    'bldg.file.spans': spans,
    'bldg.file.missing': missing,
    ...(problem !== '' && { 'bldg.file.problem': problem }),
  });

/** Of the spans of a trace, its suite and all that had ended when the suite did. Nothing if there is no suite in it. */
export function spansOfSuite(spans: readonly ReadableSpan[], traceId: string): readonly ReadableSpan[] {
  const ended = spans.filter((span) => span.ended && span.spanContext().traceId === traceId);
  const suite = ended.find(({ name }) => name === 'test suite');
  if (suite === undefined) return [];
  const [seconds, nanos] = suite.endTime;
  return ended.filter(
    ({ name, endTime: [s, ns] }) => name !== 'RUN tests' && (s < seconds || (s === seconds && ns <= nanos)),
  );
}
