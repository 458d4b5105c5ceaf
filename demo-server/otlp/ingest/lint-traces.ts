/**
 * What is accepted but could be better, span by span: things that make a trace harder to find, to read or to compare.
 * Bounded: one finding a rule and subject, counted, with the first span as an example.
 */
import type { OtlpResource } from '../../../src/trace/model/otlp-json.ts';
import type { LintFinding, LintRule } from '../../protocol.ts';
import type { SpanColumns, SpanSource } from '../../store/span-columns.ts';
import { RENAMED_ATTRIBUTES } from './renamed-attributes.ts';

const MAX_FINDINGS = 24;
const MAX_EXAMPLE_CHARS = 80;
/** What SDKs send when nobody named the service: https://opentelemetry.io/docs/specs/semconv/resource/#service */
const UNKNOWN_SERVICE = /^unknown_service(?::|$)/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
/** A part of a path that is a number, or a long number that stands alone; not `route-66`, `v2` or `HTTP 404`. */
const NUMBER_AS_ID = /\/\d+(?=$|[/?&\s])|(?:^|[=\s])\d{5,}(?=$|[/?&\s])/;

export function lintTraces(columns: SpanColumns): readonly LintFinding[] {
  const notes = new Notes();
  const renamed = new RenamedKeys(columns);
  let resource: OtlpResource | undefined | null = null;
  for (let row = 0; row < columns.length; row++) {
    const source = columns.source(row);
    if (source.resource !== resource) {
      resource = source.resource;
      lintResource(source, columns.name(row), notes);
    }
    lintSpan(columns, row, notes);
    noteRenamed(renamed.of(row), columns.name(row), notes);
  }
  return notes.findings();
}

function lintResource({ service, resource }: SpanSource, example: string, notes: Notes): void {
  if (service === '' || UNKNOWN_SERVICE.test(service))
    notes.add(
      'missing-service-name',
      'The resource has no service.name: set OTEL_SERVICE_NAME, else all such programs look like one.',
      example,
    );
  noteRenamed(
    (resource?.attributes ?? []).map(({ key }) => key ?? ''),
    example,
    notes,
  );
}

function lintSpan(columns: SpanColumns, row: number, notes: Notes): void {
  const name = columns.name(row);
  if (name === '')
    notes.add('missing-name', 'The span has no name: nobody can tell what it stands for.', name);
  else if (UUID.test(name) || NUMBER_AS_ID.test(name))
    notes.add(
      'id-in-name',
      'The name holds an id: name the class of work (GET /users/:id) and put the id into an attribute.',
      name,
    );
  const start = columns.startNs(row) ?? 0n;
  const end = columns.endNs(row) ?? 0n;
  if (end === 0n)
    notes.add('never-ended', 'The span has no end: end() was not called before it was exported.', name);
  else if (start !== 0n && end < start)
    notes.add(
      'ends-before-start',
      'The span ends before it starts: its clock was set back, or start and end come from two clocks.',
      name,
    );
}

function noteRenamed(keys: readonly string[], example: string, notes: Notes): void {
  for (const key of new Set(keys)) {
    const names = RENAMED_ATTRIBUTES.get(key);
    // While a program moves it may send both names: that is the recommended way, and fine.
    if (names === undefined || names.some((name) => keys.includes(name))) continue;
    notes.add('renamed-attribute', `${key} is now ${names.join(' or ')}.`, example);
  }
}

/** The keys of spans that have an old one among them; of all others, none. A key is looked at once a request. */
class RenamedKeys {
  readonly #columns: SpanColumns;
  readonly #isOld: boolean[] = [];

  constructor(columns: SpanColumns) {
    this.#columns = columns;
  }

  of(row: number): readonly string[] {
    const { firstKey, keys } = this.#columns.rows.arrays;
    const { key } = this.#columns.keys.arrays;
    const first = firstKey[row] ?? 0;
    const end = first + (keys[row] ?? 0);
    for (let at = first; at < end; at++)
      if (this.#isOldKey(key[at] ?? 0))
        return Array.from(key.subarray(first, end), (id) => this.#columns.text(id));
    return [];
  }

  #isOldKey(id: number): boolean {
    this.#isOld[id] ??= RENAMED_ATTRIBUTES.has(this.#columns.text(id));
    return this.#isOld[id];
  }
}

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
