/** What the receiver finds to improve in spans that it takes, and that it never invents a name. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { lintTraces } from '../../../demo-server/otlp/ingest/lint-traces.ts';
import { RENAMED_ATTRIBUTES } from '../../../demo-server/otlp/ingest/renamed-attributes.ts';
import { columnsOf } from '../../../demo-server/store/span-columns.ts';
import type { OtlpSpan } from '../../../src/trace/model/otlp-json.ts';

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const NAMED = [text('service.name', 'shop')];
const span = (over: Partial<OtlpSpan> = {}): OtlpSpan => ({
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  name: 'GET /orders/:id',
  startTimeUnixNano: '1790000000000000000',
  endTimeUnixNano: '1790000000025000000',
  ...over,
});
const lint = (spans: readonly OtlpSpan[], attributes = NAMED) =>
  lintTraces(
    columnsOf({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [...spans] }] }] }),
  );
const rules = (...given: Parameters<typeof lint>) => lint(...given).map(({ rule }) => rule);

describe('spans', () => {
  test('a good span has nothing to be said about', () => {
    expect(rules([span({ attributes: [text('http.request.method', 'GET')] })])).toEqual([]);
  });

  test('an old name is told with the new one, once for all spans that have it', () => {
    const old = span({ attributes: [text('http.method', 'GET')] });
    expect(lint([old, old, old])).toEqual([
      {
        rule: 'renamed-attribute',
        message: 'http.method is now http.request.method.',
        times: 3,
        example: 'GET /orders/:id',
      },
    ]);
  });

  test('who sends both names is on the way, and left in peace', () => {
    const both = span({ attributes: [text('http.method', 'GET'), text('http.request.method', 'GET')] });
    expect(rules([both])).toEqual([]);
  });

  test.each([
    ['GET /users/1234', true],
    ['order 8f14e45f-ceea-467f-a1b5-c2f3d4e5f6a7', true],
    ['GET /v2/users/:id', false],
    ['route-66', false],
    ['HTTP 404', false],
    ['order 1234567', true],
    ['retry 3', false],
  ])('%s: an id in the name is %s', (name, isFound) => {
    expect(rules([span({ name })])).toEqual(isFound ? ['id-in-name'] : []);
  });

  test('what never ended, ends too early, or has no name', () => {
    expect(rules([span({ endTimeUnixNano: '0' })])).toEqual(['never-ended']);
    expect(rules([span({ endTimeUnixNano: '1' })])).toEqual(['ends-before-start']);
    expect(rules([span({ name: '' })])).toEqual(['missing-name']);
  });
});

test.each([[[]], [[text('service.name', '')]], [[text('service.name', 'unknown_service:node')]]])(
  'a resource that names no service is told so, once: %j',
  (attributes) => {
    expect(rules([span(), span()], attributes)).toEqual(['missing-service-name']);
  },
);

test('a request full of different faults makes a short list', () => {
  const spans = Array.from({ length: 2_000 }, (_, n) =>
    span({ attributes: [...RENAMED_ATTRIBUTES.keys()].map((key) => text(key, String(n))), name: '' }),
  );
  expect(lint(spans)).toHaveLength(24);
});

test('each replacement is the one that the semantic conventions name', () => {
  const entry = createRequire(import.meta.url).resolve('@opentelemetry/semantic-conventions/incubating');
  const declared = readFileSync(path.join(path.dirname(entry), 'experimental_attributes.d.mts'), 'utf8');
  const noted = new Map(
    [...declared.matchAll(/@deprecated ([^\n]*)\n\s*\*\/\s*(?:declare )?const \w+(?:: | = )"([^"]+)"/g)].map(
      ([, note = '', name = '']) => [name, note] as const,
    ),
  );
  expect(noted.size).toBeGreaterThan(100);
  for (const [old, names] of RENAMED_ATTRIBUTES)
    for (const name of names) expect(`${old}: ${noted.get(old)}`).toContain(name);
});
