import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnyTraceQL, parseTraceQL } from '../../../src/trace/traceql/traceql.ts';

function errorOf(text: string) {
  const parsed = parseTraceQL(text);
  if (parsed.ok) throw new Error(`This is a query: ${text}`);
  const { message, from, to } = parsed.error;
  return { message, at: text.slice(from, to), from };
}

describe('a text that is no query says why, and where', () => {
  it.each([
    ['', '', /^The query is empty/],
    ['   ', '   ', /^The query is empty/],
    ['{ .a < 3', '{', /"{" is not closed/],
    ['{ (.a < 3 }', '}', /Expected "\)" before "}"/],
    ['{ name = "x }', '"x }', /string is not closed/],
    ['{ name = `x }', '`x }', /string is not closed/],
    ['{ /* x }', '/* x }', /comment is not closed/],
    ['{ .a }}', '}', /closes nothing/],
    ['{ nme = "x" }', 'nme', /no field "nme"\. Did you mean name\?.*span\.nme/],
    ['{ http.method = "GET" }', 'http.method', /span\.http\.method, resource\.http\.method/],
    ['{ trace:status = error }', 'trace:status', /no intrinsic "trace:status"/],
    ['{ span:durations > 1s }', 'span:durations', /Did you mean span:duration\?/],
    ['{ status = eror }', 'eror', /Did you mean error\? Text stands in quotes/],
    ['{ name = GET }', 'GET', /Text stands in quotes: "GET"/],
    ['{ span. = 1 }', '=', /name of the attribute is missing/],
    ['{ .a == 1 }', '=', /single "="/],
    ["{ .a = 'x' }", "'", /double quotes/],
    ['{ .a = 1 and .b = 2 }', 'and', /as &&/],
    ['{ .a = 1 OR .b = 2 }', 'OR', /as \|\|/],
    ['{ .a = }', '}', /value is missing/],
    ['{ .a && }', '}', /second side/],
    ['{ .a } { .b }', '{', /need an operator/],
    ['{ .a } + { .b }', '+', /does not combine filters/],
    ['{ .a } = { .b }', '=', /does not combine filters/],
    ['{ .a } |', '', /After "\|" comes a step/],
    ['{ .a } | count()', '', /compared with a number/],
    ['{ .a } | avg(duration)', '', /compared with a number/],
    ['{ .a } | count > 1', 'count', /write count\(\)/],
    ['{ .a } | cout() > 1', 'cout', /Did you mean count\(\)\?/],
    ['{ .a } | median(duration) > 1', 'median', /no function median\(\)/],
    ['{ .a } | count(name) > 1', 'count', /nothing between its parentheses/],
    ['{ .a } | by()', ')', /between the parentheses/],
    ['name = "x"', 'name', /stand in braces/],
    ['true', 'true', /starts with a filter/],
  ])('%s', (text, at, message) => {
    const error = errorOf(text);
    expect(error.message).toMatch(message);
    expect(error.at).toBe(at);
  });
});

describe('a query that cannot mean anything says why, and where', () => {
  it.each([
    ['{ 1 = "foo" }', '1 = "foo"', /a number with a string/],
    ['{ duration > "1s" }', 'duration > "1s"', /a duration with a string/],
    ['{ status > ok }', 'status', /cannot be used with a status/],
    ['{ status = server }', 'status = server', /a status with a kind/],
    ['{ name }', 'name', /only a string/],
    ['{ 1 + 1 }', '1 + 1', /only a number/],
    ['{ !name = "x" }', 'name', /true or false after it/],
    ['{ .a =~ 1 }', '1', /regular expression|cannot be used/],
    ['{ .a =~ .b }', '.b', /regular expression in quotes/],
    ['{ .a =~ "[" }', '"["', /Not a regular expression/],
    ['{ name = nil }', 'name = nil', /never nil/],
    ['{ nil = span:parentID }', 'nil = span:parentID', /nestedSetParent < 0/],
    ['{ resource.service.name = nil }', 'resource.service.name = nil', /never nil/],
    ['{ parent.a = 1 }', 'parent.a', /not supported\. Relate two filters/],
    ['{ .a = "\\d" }', '\\d', /not an escape/],
    ['{ .a = $x }', '$x', /dashboard variable/],
    ['{ } | max(name) > 1', 'name', /needs numbers/],
    ['{ } | sum(3) > 1', '3', /field of the span/],
    ['{ } | by(1)', '1', /field of the span/],
    ['{ } | min(.a) < max(.b)', 'min(.a) < max(.b)', /cannot be compared with each other/],
    ['{ } | count() + 1 > 2', '+', /not supported/],
    ['{ } | 1 > 2', '1 > 2', /Two numbers/],
    ['coalesce()', 'coalesce()', /after \| by/],
    ['{ } | rate()', 'rate()', /makes a metric/],
    [
      '{ } | quantile_over_time(duration, .9) by (name)',
      'quantile_over_time(duration, .9) by (name)',
      /makes a metric/,
    ],
    ['{ } | { true } | rate() > 5 | topk(3)', 'rate()', /makes a metric/],
  ])('%s', (text, at, message) => {
    const error = errorOf(text);
    expect(error.message).toMatch(message);
    expect(error.at).toBe(at);
  });
});

describe('a metrics query says what is wrong with it, and where', () => {
  it.each([
    ['rate()', 'rate', /select them before it/],
    ['topk(3)', 'topk', /put it after one/],
    ['{ } | topk(3)', 'topk', /put it after one/],
    ['({ } | rate())', 'rate', /cannot stand in parentheses/],
    ['({ } | rate()) / ({ } | rate())', '/', /Arithmetic between metrics is not supported/],
    ['{ } | rate() * 2', '*', /Arithmetic between metrics is not supported/],
    ['{ } | rate() | { }', '{', /Expected topk.*after rate\(\)/],
    ['{ } | rate() by (name = 1)', '=', /close by/],
    ['{ } | rate() by (a.b)', 'a.b', /span\.a\.b/],
    ['{ } | rate() by (.a,.b,.c,.d,.e,.f)', 'by (.a,.b,.c,.d,.e,.f)', /at most 5 fields/],
    ['{ } | rate(duration)', '(', /nothing between its parentheses/],
    ['{ } | rate', '', /nothing between its parentheses/],
    ['{ } | rat()', 'rat', /Did you mean rate\(\)\?/],
    ['{ } | min_over_time(name)', 'name', /needs numbers; this is a string/],
    ['{ } | avg_over_time(span.a + 1)', '+', /without arithmetic/],
    ['{ } | quantile_over_time(duration, 95)', '95', /from 0 to 1/],
    ['{ } | quantile_over_time(duration)', ')', /a field and quantiles/],
    ['{ } | compare()', ')', /a filter for the spans/],
    ['{ } | compare({ name = "x" }) | topk(2)', 'topk', /second argument/],
    ['{ } | rate() | topk(0)', '0', /1 to 1000/],
    ['{ } | rate() > 5x', '> 5x', /a number or a duration/],
    ['{ } | rate() with (sampl=true)', 'sampl', /Did you mean sample\?/],
    ['{ } with (most_recent)', 'most_recent)', /a name and a value/],
    ['{ name in ["a"] }', 'in', /not supported.*=~/],
    ['{ .a = ["a"] }', '[', /Lists are not supported/],
  ])('%s', (text, at, message) => {
    const parsed = parseAnyTraceQL(text);
    if (parsed.ok) throw new Error(`This is a query: ${text}`);
    expect(parsed.error.message).toMatch(message);
    expect(text.slice(parsed.error.from, parsed.error.to)).toBe(at);
  });
});

describe('positions stay true where the grammar is helped along', () => {
  it.each([
    ['{ nestedSetParent < 0 && nme = 1 }', 'nme'],
    ['{ duration > 1h30m5s && nme = 1 }', 'nme'],
    ['{ .a = "tab\\t" && nme = 1 }', 'nme'],
    ['count( ) > 1 | { nme = 1 }', 'nme'],
  ])('%s', (text, at) => {
    expect(errorOf(text).at).toBe(at);
  });

  it('words in strings, comments and attribute names are left alone', () => {
    for (const text of [
      '{ name = "nestedSetParent maxInt 1h30m" }',
      '{ span.nestedSetParent = 1 }',
      '{ .childCount = 1 } // nestedSetLeft',
      '{ span."count( )" = 1 }',
      '{ name = "rate() > 5 with (x=1)" }',
      '{ span.rate = 1 && span.with = 2 }',
    ]) {
      expect(parseTraceQL(text)).toMatchObject({ ok: true });
    }
    expect(parseTraceQL('{ span.nestedSetParent = 1 }')).toMatchObject({
      query: {
        pipeline: [
          { expression: { left: { field: { type: 'attribute', scope: 'span', key: 'nestedSetParent' } } } },
        ],
      },
    });
  });
});

describe('bounds', () => {
  it('a long query is refused, deep parentheses too, a long chain is not', () => {
    expect(errorOf(`{ name = "${'x'.repeat(10_000)}" }`).message).toContain('10013 characters');
    expect(errorOf(`${'('.repeat(500)}{ }${')'.repeat(500)}`).message).toContain('64 deep');
    expect(errorOf(`{ ${'('.repeat(500)}true${')'.repeat(500)} }`).message).toContain('64 deep');
    expect(errorOf(`{ ${'!'.repeat(500)}true }`).message).toContain('64 deep');
    expect(errorOf(`{ 1 = 2 ${'^ 2 '.repeat(500)} }`).message).toContain('deep');
    expect(errorOf(`{ ${'true || '.repeat(1_000)} true }`).message).toContain(
      'chain of operators is too long',
    );
    expect(parseTraceQL(`{ true ${'|| true '.repeat(500)} }`).ok).toBe(true);
    expect(parseTraceQL(`{ } ${'>> { } '.repeat(500)}`).ok).toBe(true);
  });

  it('any text at all gives a query, or an error inside the text', () => {
    const pieces = fc.constantFrom(
      ...'{ } ( ) | || && > >> !> &~ ~ !~ = != =~ ! - + * / , " ` 1 2s 1h30m "x" name .a span. resource.b nil ok error count() by( select( coalesce() avg( rate() quantile_over_time(duration, .9 compare( topk(2) with (sample=true) > // /* */ with nestedSetParent maxInt $x ^ % é'.split(
        ' ',
      ),
    );
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(' ')),
      fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
      fc.string({ maxLength: 30 }),
    );
    fc.assert(
      fc.property(text, (query) => {
        const parsed = parseAnyTraceQL(query);
        if (parsed.ok) return;
        const { message, from, to } = parsed.error;
        expect(message.length).toBeGreaterThan(10);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeGreaterThanOrEqual(from);
        expect(to).toBeLessThanOrEqual(query.length);
      }),
      { numRuns: 5000 },
    );
  });
});
