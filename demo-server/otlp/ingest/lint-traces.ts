/**
 * What is accepted but could be better, span by span: things that make a trace harder to find, to read or to compare.
 * Bounded: one finding a rule and subject, counted, with the first span as an example.
 */
import type { OtlpKeyValue, OtlpSpan, OtlpTraces } from '../../../src/trace/model/otlp-json.ts';
import type { LintFinding, LintRule } from '../../protocol.ts';
import { RENAMED_ATTRIBUTES } from './renamed-attributes.ts';

const MAX_FINDINGS = 24;
const MAX_EXAMPLE_CHARS = 80;
/** What SDKs send when nobody named the service: https://opentelemetry.io/docs/specs/semconv/resource/#service */
const UNKNOWN_SERVICE = /^unknown_service(?::|$)/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
/** A part of a path that is a number, or a long number that stands alone; not `route-66`, `v2` or `HTTP 404`. */
const NUMBER_AS_ID = /\/\d+(?=$|[/?&\s])|(?:^|[=\s])\d{5,}(?=$|[/?&\s])/;

export function lintTraces(traces: OtlpTraces): readonly LintFinding[] {
  const notes = new Notes();
  for (const { resource, scopeSpans = [] } of traces.resourceSpans ?? []) {
    const first = scopeSpans.find(({ spans }) => spans?.length)?.spans?.[0];
    if (first === undefined) continue;
    lintResource(resource?.attributes ?? [], first.name ?? '', notes);
    for (const { spans = [] } of scopeSpans) for (const span of spans) lintSpan(span, notes);
  }
  return notes.findings();
}

function lintResource(attributes: readonly OtlpKeyValue[], example: string, notes: Notes): void {
  const service = attributes.find(({ key }) => key === 'service.name')?.value?.stringValue ?? '';
  if (service === '' || UNKNOWN_SERVICE.test(service))
    notes.add(
      'missing-service-name',
      'The resource has no service.name: set OTEL_SERVICE_NAME, else all such programs look like one.',
      example,
    );
  noteRenamed(attributes, example, notes);
}

function lintSpan(
  { name = '', startTimeUnixNano, endTimeUnixNano, attributes = [] }: OtlpSpan,
  notes: Notes,
): void {
  if (name === '')
    notes.add('missing-name', 'The span has no name: nobody can tell what it stands for.', name);
  else if (UUID.test(name) || NUMBER_AS_ID.test(name))
    notes.add(
      'id-in-name',
      'The name holds an id: name the class of work (GET /users/:id) and put the id into an attribute.',
      name,
    );
  if (isNoTime(endTimeUnixNano))
    notes.add('never-ended', 'The span has no end: end() was not called before it was exported.', name);
  else if (!isNoTime(startTimeUnixNano) && BigInt(endTimeUnixNano ?? 0) < BigInt(startTimeUnixNano ?? 0))
    notes.add(
      'ends-before-start',
      'The span ends before it starts: its clock was set back, or start and end come from two clocks.',
      name,
    );
  noteRenamed(attributes, name, notes);
}

function noteRenamed(attributes: readonly OtlpKeyValue[], example: string, notes: Notes): void {
  const keys = new Set(attributes.map(({ key }) => key));
  for (const key of keys) {
    if (key === undefined) continue;
    const names = RENAMED_ATTRIBUTES.get(key);
    // While a program moves it may send both names: that is the recommended way, and fine.
    if (names === undefined || names.some((name) => keys.has(name))) continue;
    notes.add('renamed-attribute', `${key} is now ${names.join(' or ')}.`, example);
  }
}

const isNoTime = (time: string | number | undefined): boolean =>
  time === undefined || /^0*$/.test(String(time));

class Notes {
  readonly #notes = new Map<string, { -readonly [K in keyof LintFinding]: LintFinding[K] }>();

  add(rule: LintRule, message: string, example: string): void {
    const known = this.#notes.get(message);
    if (known !== undefined) known.times++;
    else if (this.#notes.size < MAX_FINDINGS)
      this.#notes.set(message, { rule, message, times: 1, example: example.slice(0, MAX_EXAMPLE_CHARS) });
  }
  findings(): readonly LintFinding[] {
    return [...this.#notes.values()];
  }
}
