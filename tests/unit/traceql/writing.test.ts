/** Help while a query is being written: what fits at the caret (`|` in the texts below), and colours of half a query. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { completeTraceQL, highlightTraceQL, knownFields } from '../../../src/trace/traceql/writing.ts';
import { traceTable } from '../../support/trace-text.ts';

const known = knownFields(
  traceTable(`
    shop  GET /cart  |0-9ms|  @kind=server http.route=/cart http.status_code=200 @event=retry:1ms
      shop  SELECT  |1-2ms|   @kind=client db.system.name=postgresql cached=true
  `),
);

function optionsAt(marked: string): readonly string[] {
  const caret = marked.indexOf('|>') >= 0 ? marked.indexOf('|>') : marked.lastIndexOf('^');
  const text = marked.slice(0, caret) + marked.slice(caret + 1);
  return completeTraceQL(text, caret, known)?.options.map(({ text }) => text.trim()) ?? [];
}

test('of many spans, the newest are known', () => {
  const many = Array.from({ length: 4_000 }, (_, n) => `shop${n}  GET /cart  |0-9ms|  @kind=server`);
  const table = traceTable(many.join('\n'));
  expect(table.spanCount).toBe(4_000);
  const services = knownFields(table).get('resource.service.name');
  expect(services).toContain('"shop3999"');
  expect(services).toContain('"shop3998"');
});

describe('completion', () => {
  it.each([
    ['^', ['{']],
    ['{ http^', ['span.http.route', 'span.http.status_code']],
    ['{ span.http.r^', ['span.http.route']],
    ['{ span.http.route = ^', ['"/cart"']],
    ['{ span.http.route = "/c^', ['"/cart"']],
    ['{ .http.status_code >= ^', ['200']],
    ['{ span.cached = t^', ['true']],
    ['{ status = er^', ['error']],
    ['{ span:kind != cl^', ['client']],
    ['{ name = "GET^', ['"GET /cart"']],
    ['{ rootServiceName = ^', ['"shop"']],
    ['{ event:name = ^', ['"retry"']],
    ['{ name = "x" && nestedSetP^', ['nestedSetParent']],
    ['{ } | rat^', ['rate()']],
    ['{ } | quant^', ['quantile_over_time(']],
    ['{ } | by(resource.serv^', ['resource.service.name']],
    ['{ } | avg_over_time(dur^', ['duration', 'span:duration', 'traceDuration', 'trace:duration']],
    ['{ } >> ^', ['{']],
    ['{ } | rate() by(na^', ['name']],
  ])('%s', (marked, expected) => {
    const options = optionsAt(marked);
    expect(options.slice(0, expected.length).sort()).toEqual([...expected].sort());
  });

  it('offers no field where a value is due, and nothing inside a text that is done', () => {
    expect(optionsAt('{ status = ^')).toEqual(['ok', 'error', 'unset']);
    expect(optionsAt('{ span.unheard = ^')).toEqual([]);
  });

  it('replaces what was begun, and never throws', () => {
    const text = '{ kind = ser';
    expect(completeTraceQL(text, text.length, known)).toMatchObject({ from: 9, to: 12 });
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.nat(40), (any, at) => {
        const caret = Math.min(at, any.length);
        const completion = completeTraceQL(any, caret, known);
        if (completion === undefined) return;
        expect(completion.from).toBeLessThanOrEqual(caret);
        expect(completion.to).toBe(caret);
      }),
    );
  });
});

describe('colours', () => {
  const colours = (text: string) =>
    highlightTraceQL(text).map(({ type, from, to }) => `${type} ${text.slice(from, to)}`);

  it('say what each part is', () => {
    expect(colours('{ span.a = "x" && duration > 1h30m } | rate() by(name) > .5 | topk(3)')).toEqual([
      'field span.a',
      'operator =',
      'text "x"',
      'operator &&',
      'field duration',
      'operator >',
      'number 1h30m',
      'operator |',
      'word rate',
      'word by',
      'field name',
      'operator > .5',
      'operator |',
      'word topk',
      'number 3',
    ]);
  });

  it('of any text are in order and do not overlap', () => {
    expect(colours('{ status = ')).toEqual(['field status', 'operator =']);
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        let end = 0;
        for (const { from, to } of highlightTraceQL(text)) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(to).toBeGreaterThan(from);
          end = to;
        }
      }),
      { numRuns: 500 },
    );
  });
});
