/**
 * Metric families as text, in the two formats that Prometheus reads.
 *
 *   text 0.0.4        counters are called by their samples (`..._total`), info is a gauge, no units, no exemplars
 *   OpenMetrics 1.0   counters are called without `_total`, info and UNIT lines, exemplars, and `# EOF` at the end
 *
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 * https://prometheus.io/docs/specs/om/open_metrics_spec/#text-format
 */
import type { Exemplar } from '../telemetry/exemplars.ts';
import type { MetricFamily, Sample } from './families.ts';
import type { Labels } from './names.ts';

export type Format = 'text' | 'openmetrics';

export const CONTENT_TYPE: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

const FORMAT_OF: ReadonlyMap<string, Format> = new Map([
  ['application/openmetrics-text', 'openmetrics'],
  ['text/plain', 'text'],
  ['text/*', 'text'],
  ['*/*', 'text'],
]);

/** What a scraper would rather have, by its `Accept`; text where it does not say, or wants what is not written here. */
export function formatFor(accept: string | undefined): Format {
  let best: { readonly format: Format; readonly weight: number } = { format: 'text', weight: 0 };
  for (const range of (accept ?? '').split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = Number(parameters.find((part) => part.startsWith('q='))?.slice(2) ?? 1);
    const format = FORMAT_OF.get(type);
    if (format !== undefined && weight > best.weight) best = { format, weight };
  }
  return best.format;
}

export function exposition(families: readonly MetricFamily[], format: Format): string {
  const lines: string[] = [];
  for (const family of families) {
    if (family.samples.length === 0) continue;
    const { name, type } = headOf(family, format);
    if (family.help !== '') lines.push(`# HELP ${name} ${escaped(family.help, format === 'openmetrics')}`);
    lines.push(`# TYPE ${name} ${type}`);
    if (format === 'openmetrics' && family.unit !== '') lines.push(`# UNIT ${name} ${family.unit}`);
    for (const sample of family.samples) lines.push(sampleLine(family.name, sample, format));
  }
  if (format === 'openmetrics') lines.push('# EOF');
  return `${lines.join('\n')}\n`;
}

function headOf({ name, type }: MetricFamily, format: Format) {
  if (format === 'openmetrics') return { name, type };
  if (type === 'counter') return { name: `${name}_total`, type };
  return type === 'info' ? { name: `${name}_info`, type: 'gauge' } : { name, type };
}

function sampleLine(name: string, { suffix, labels, value, exemplar }: Sample, format: Format): string {
  const line = `${name}${suffix}${labelText(labels)} ${numberText(value)}`;
  return exemplar === undefined || format === 'text' ? line : `${line} # ${exemplarText(exemplar)}`;
}

function exemplarText({ traceId, spanId, value, unixMs }: Exemplar): string {
  const labels = labelText([
    ['trace_id', traceId],
    ['span_id', spanId],
  ]);
  return `${labels} ${numberText(value)} ${(unixMs / 1e3).toFixed(3)}`;
}

function labelText(labels: Labels): string {
  if (labels.length === 0) return '';
  return `{${labels.map(([name, value]) => `${name}="${escaped(value, true)}"`).join(',')}}`;
}

function escaped(text: string, quotesToo: boolean): string {
  const lines = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return quotesToo ? lines.replaceAll('"', '\\"') : lines;
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
