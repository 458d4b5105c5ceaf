/**
 * What Tempo's documentation says of TraceQL, as a table: query, and the spans it finds in a small trace.
 * https://grafana.com/docs/tempo/latest/traceql/construct-traceql-queries/
 */
import { describe, expect, it } from 'vitest';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { traceTable } from '../../support/trace-text.ts';
import { lettersFound, namesFound, search } from './search.ts';

type Case = readonly [query: string, found: string];

const shop = traceTable(`
  frontend  a  |0-600ms|     @kind=server http.status_code=500 http.method=GET @status=error @message="no stock"
    frontend  b  |10-40ms|   @kind=client http.status_code=200 http.method=GET cached=true
    cart      c  |50-400ms|  @kind=server http.status_code=404 http.method=DELETE ratio=0.5 @scope=grpc
      cart    d  |60-90ms|   @kind=client db.system=postgresql bytes=1000 @event=retry:70ms
      cart    e  |100-390ms| @kind=client db.system=mysql bytes=3000 @status=error @event=exception:380ms @event=retry:110ms
  ---
  worker    f  |0-100ms|     @kind=consumer @link=sent @status=ok
    worker  g  |10-20ms|     @kind=producer @id=sent http.status_code="200"
`);

const SECTIONS: { readonly [section: string]: readonly Case[] } = {
  'braces select spans': [
    ['{ }', 'a b c d e f g'],
    ['{}', 'a b c d e f g'],
    ['{ true }', 'a b c d e f g'],
    ['{ false }', ''],
    ['{ // a comment\n name = "a" /* and another */ }', 'a'],
  ],
  'intrinsics, scoped and old': [
    ['{ span:name = "b" }', 'b'],
    ['{ name = "b" }', 'b'],
    ['{ span:status = error }', 'a e'],
    ['{ status = ok }', 'f'],
    ['{ status = unset }', 'b c d g'],
    ['{ status != error }', 'b c d f g'],
    ['{ span:statusMessage = "no stock" }', 'a'],
    ['{ statusMessage != "" }', 'a'],
    ['{ span:kind = client }', 'b d e'],
    ['{ kind = consumer || kind = producer }', 'f g'],
    ['{ span:duration > 100ms }', 'a c e'],
    ['{ duration = 30ms }', 'b d'],
    ['{ duration >= 0.1s && duration < 1m }', 'a c e f'],
    ['{ duration > 100000000 }', 'a c e'],
    ['{ trace:duration > 500ms }', 'a b c d e'],
    ['{ traceDuration = 100ms }', 'f g'],
    ['{ trace:rootName = "a" }', 'a b c d e'],
    ['{ rootName = "f" }', 'f g'],
    ['{ trace:rootService = "worker" }', 'f g'],
    ['{ rootServiceName = "frontend" }', 'a b c d e'],
    ['{ trace:id = "1" }', 'a b c d e'],
    ['{ trace:id = "00000000000000000000000000000002" }', 'f g'],
    ['{ span:id = "0000000000000003" }', 'c'],
    ['{ span:parentID = "0000000000000003" }', 'd e'],
    ['{ span:parentID = "" }', 'a f'],
    ['{ span:childCount = 2 }', 'a c'],
    ['{ span:childCount = 0 }', 'b d e g'],
    ['{ instrumentation:name = "grpc" }', 'c'],
    ['{ nestedSetParent < 0 }', 'a f'],
    ['{ nestedSetLeft = 1 }', 'a f'],
    ['{ nestedSetParent = 1 }', 'b c g'],
    ['{ nestedSetRight - nestedSetLeft = 1 }', 'b d e g'],
  ],
  'events and links': [
    ['{ event:name = "exception" }', 'e'],
    ['{ event:name = "retry" }', 'd e'],
    ['{ event:timeSinceStart > 100ms }', 'e'],
    ['{ event:timeSinceStart = 10ms }', 'd e'],
    ['{ link:spanID = "0000000000000007" }', 'f'],
    ['{ link:traceID != nil }', 'f'],
    // Conditions on events joined by && are about one event.
    ['{ event:name = "exception" && event:timeSinceStart > 100ms }', 'e'],
    ['{ event:name = "retry" && event:timeSinceStart > 100ms }', ''],
    ['{ event:timeSinceStart > 5ms && name != "d" && event:name = "retry" }', 'e'],
    ['{ event:name = "retry" && event:name != "retry" }', ''],
    ['{ link:spanID = "7" && link:traceID = "2" }', 'f'],
    ['{ link:spanID = "7" && event:name = "retry" }', ''],
    ['{ event.foo = nil }', 'a b c d e f g'],
  ],
  'attributes by scope': [
    ['{ span.http.method = "GET" }', 'a b'],
    ['{ resource.service.name = "cart" }', 'c d e'],
    ['{ .service.name = "cart" }', 'c d e'],
    ['{ .http.method = "DELETE" }', 'c'],
    ['{ span.service.name = "cart" }', ''],
    ['{ resource.http.method = "GET" }', ''],
    ['{ span."http.method" = "GET" }', 'a b'],
    ['{ span.http."method" = "GET" }', 'a b'],
  ],
  comparisons: [
    ['{ span.http.status_code >= 400 && span.http.status_code < 500 }', 'c'],
    ['{ span.http.status_code != 200 }', 'a c'],
    ['{ span.http.status_code >= "2" }', 'g'],
    ['{ span.http.status_code = "200" }', 'g'],
    ['{ span.ratio = 0.5 }', 'c'],
    ['{ span.bytes > 999.5 }', 'd e'],
    ['{ span.bytes > -1 }', 'd e'],
    ['{ 2000 < span.bytes }', 'e'],
    ['{ span.bytes != minInt && span.bytes != maxInt }', 'd e'],
    ['{ span.cached = true }', 'b'],
    ['{ span.cached != false }', 'b'],
    ['{ span.cached }', 'b'],
    ['{ name > "d" }', 'e f g'],
  ],
  'regular expressions, anchored at both ends': [
    ['{ span.db.system =~ "postgresql|mysql" }', 'd e'],
    ['{ span.db.system =~ "sql" }', ''],
    ['{ span.db.system =~ "my.*" }', 'e'],
    ['{ span.db.system !~ "my.*" }', 'd'],
    ['{ span.db.system =~ `my\\w+` }', 'e'],
    ['{ span.db.system =~ "MY(?i)SQL" }', ''],
    ['{ span.db.system =~ "(?i)MYSQL" }', 'e'],
    ['{ name =~ "[a-c]" }', 'a b c'],
    ['{ name !~ "[a-e]" }', 'f g'],
    ['{ span.bytes =~ "1000" }', ''],
  ],
  'nil, and what is missing': [
    ['{ span.db.system != nil }', 'd e'],
    ['{ span.db.system = nil }', 'a b c f g'],
    ['{ nil != span.db.system }', 'd e'],
    ['{ name != nil }', 'a b c d e f g'],
    ['{ span.db.system != "mysql" }', 'd'],
    ['{ span.nothing != 1 }', ''],
    ['{ !(span.nothing = 1) }', 'a b c d e f g'],
    ['{ !span.nothing }', ''],
    ['{ !span.bytes }', ''],
    ['{ !(span.bytes + 1) || name = "a" }', ''],
    ['{ !!span.cached }', 'b'],
    ['{ span.nothing || name = "a" }', ''],
    ['{ name = "a" || span.nothing }', 'a'],
    ['{ nil = nil }', ''],
    ['{ nil != nil }', ''],
  ],
  'arithmetic and precedence': [
    ['{ span.bytes > 1 * 1000 + 500 }', 'e'],
    ['{ span.bytes = 2 + 2 * 499 }', 'd'],
    ['{ span.bytes / 1000 = 3 }', 'e'],
    ['{ span.bytes / 999 = 1 }', 'd'],
    ['{ span.bytes % 1000 = 0 }', 'd e'],
    ['{ span.bytes = 10 ^ 3 }', 'd'],
    ['{ 2 ^ 3 ^ 2 = 512 && name = "a" }', 'a'],
    ['{ -span.bytes = -1000 }', 'd'],
    ['{ -span.bytes + 1000 = 0 }', 'd'],
    ['{ duration > 2 * 100ms }', 'a c e'],
    ['{ span.bytes / 0 = 1 }', ''],
    ['{ span.http.method + 1 = 2 }', ''],
    // && and || bind alike, left to right.
    ['{ name = "a" || name = "b" && name = "b" }', 'b'],
    ['{ name = "a" || (name = "b" && name = "b") }', 'a b'],
    ['{ !(name = "a") && status = error }', 'e'],
    ['{ !span.cached || name = "b" }', 'b'],
  ],
  'combining filters': [
    ['{ name = "b" } && { name = "d" }', 'b d'],
    ['{ name = "b" } && { name = "f" }', ''],
    ['{ name = "b" } || { name = "f" }', 'b f'],
    ['{ name = "b" } || { name = "b" }', 'b'],
    ['{ name = "a" && name = "b" }', ''],
    ['{ name = "a" } || { name = "f" } && { name = "b" }', 'a b'],
    ['({ name = "a" } || { name = "b" }) && { name = "f" }', ''],
  ],
  'structure: the right side is found': [
    ['{ name = "a" } > { }', 'b c'],
    ['{ name = "a" } >> { }', 'b c d e'],
    ['{ name = "a" } >> { status = error }', 'e'],
    ['{ name = "d" } < { }', 'c'],
    ['{ name = "d" } << { }', 'a c'],
    ['{ name = "d" } ~ { }', 'e'],
    ['{ } ~ { }', 'b c d e'],
    ['{ name = "b" } ~ { name = "c" }', 'c'],
    ['{ } > { }', 'b c d e g'],
    ['{ resource.service.name = "frontend" } >> { resource.service.name = "cart" } > { }', 'd e'],
  ],
  'structure: none of the left': [
    ['{ } !> { }', 'a f'],
    ['{ } !>> { }', 'a f'],
    ['{ } !< { }', 'b d e g'],
    ['{ } !<< { }', 'b d e g'],
    ['{ } !~ { }', 'a f g'],
    ['{ } !< { resource.service.name = "cart" }', 'd e'],
    ['{ status = error } !< { status = error }', 'a e'],
    ['{ name = "nothing" } !> { name = "b" }', 'b'],
    ['{ name = "b" } !~ { name = "b" }', 'b'],
  ],
  'structure: both sides': [
    ['{ name = "a" } &> { name = "c" }', 'a c'],
    ['{ status = error } &>> { status = error }', 'a e'],
    ['{ name = "d" } &< { }', 'c d'],
    ['{ name = "d" } &<< { }', 'a c d'],
    ['{ name = "b" } &~ { }', 'b c'],
    ['{ name = "b" } &> { }', ''],
  ],
  aggregates: [
    ['count() > 2', 'a b c d e'],
    ['{ } | count() = 2', 'f g'],
    ['{ span.http.status_code >= 200 } | count() > 2', 'a b c'],
    ['{ status = error } | count() > 1', 'a e'],
    ['{ status = error } | count() > 2', ''],
    ['{ } | sum(span.bytes) = 4000', 'a b c d e'],
    ['{ } | avg(span.bytes) = 2000', 'a b c d e'],
    ['{ } | min(span.bytes) < 2 * 1000', 'a b c d e'],
    ['{ } | max(span.bytes) < 3000', ''],
    ['{ } | max(duration) >= 600ms', 'a b c d e'],
    ['avg(duration) < 100ms', 'f g'],
    ['{ } | max(span.nothing) < 1', ''],
    ['{ } | max(span.http.method) > 0', ''],
    ['{ } | count() > 3 | { status = error }', 'a e'],
    ['{ } | sum(span.bytes * 2) = 8000', 'a b c d e'],
    ['2 = count()', 'f g'],
    ['({ } | count() > 2) && { name = "b" }', 'a b c d e'],
    ['({ } | count() > 2 | { name = "a" }) > ({ } | { name = "c" })', 'c'],
  ],
  'groups and selection': [
    ['{ status = error } | by(resource.service.name) | count() > 1', ''],
    ['{ } | by(resource.service.name) | count() > 2', 'c d e'],
    ['{ } | by(kind) | count() = 1', 'f g'],
    ['{ } | by(resource.service.name) | coalesce() | count() = 5', 'a b c d e'],
    ['{ } | by(span.http.status_code >= 400) | count() = 3', 'b d e'],
    ['{ status = error } | select(span.http.status_code, name)', 'a e'],
    ['{ name = "a" } with (most_recent=true)', 'a'],
  ],
};

for (const [section, cases] of Object.entries(SECTIONS)) {
  describe(section, () => {
    it.each(cases)('%s', (query, found) => {
      expect(lettersFound(query, shop)).toBe(found);
    });
  });
}

describe('what a result holds', () => {
  it('one spanset a trace, one a group after by(), with the values that were worked out', () => {
    const { spansets } = search('{ } | by(resource.service.name) | count() > 1', shop);
    expect(
      spansets.map(({ values }) => values.map(({ name, value }) => `${name}=${value}`).join(' ')),
    ).toEqual([
      'by(resource.service.name)=frontend count()=2',
      'by(resource.service.name)=cart count()=3',
      'by(resource.service.name)=worker count()=2',
    ]);
  });

  it('selected fields, span by span', () => {
    const { spansets } = search('{ status = error } | select(span.http.status_code, kind)', shop);
    expect(spansets.map(({ selected }) => selected)).toEqual([
      [
        { name: 'span.http.status_code', values: [500, undefined] },
        { name: 'kind', values: ['server', 'client'] },
      ],
    ]);
  });

  it('groups by what is missing, too', () => {
    const { spansets } = search('{ trace:rootName = "a" } | by(span.db.system)', shop);
    expect(spansets.map(({ values, spans }) => [values[0]?.value, spans.length])).toEqual([
      [undefined, 3],
      ['postgresql', 1],
      ['mysql', 1],
    ]);
  });

  it('an open span has no duration yet, and its trace lasts to the last known end', () => {
    const open = traceTable(`
      a  o  |0ms-|
        a  p  |10-30ms|
    `);
    expect(lettersFound('{ duration > 0 || duration <= 0 }', open)).toBe('p');
    expect(lettersFound('{ duration != 1s }', open)).toBe('p');
    expect(lettersFound('{ trace:duration = 30ms }', open)).toBe('o p');
  });
});

describe('arrays', () => {
  const arrays = traceTable('a  x  |0-1ms|');
  arrays.appendTraces({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [['foo', 'bar'], ['foo'], []].map((values, index) => ({
              traceId: '000000000000000000000000000000aa',
              spanId: `00000000000000b${index}`,
              name: 'ijk'.charAt(index),
              startTimeUnixNano: '1750000000000000000',
              endTimeUnixNano: '1750000000000000001',
              attributes: [
                {
                  key: 'foo',
                  value: { arrayValue: { values: values.map((stringValue) => ({ stringValue })) } },
                },
              ],
            })),
          },
        ],
      },
    ],
  });

  it.each([
    ['{ span.foo = "bar" }', 'i'],
    ['{ span.foo != "bar" }', 'j k'],
    ['{ span.foo =~ "b.*" }', 'i'],
    ['{ span.foo !~ "b.*" }', 'j k'],
    ['{ span.foo = 1 }', ''],
  ])('%s', (query, found) => {
    expect(lettersFound(query, arrays)).toBe(found);
  });
});

describe('integers of 64 bits are exact', () => {
  const accounts = new TraceTable();
  accounts.appendTraces({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: ['1234567890123456788', '1234567890123456789', '-1234567890123456789', '7'].map(
              (intValue, index) => ({
                traceId: '000000000000000000000000000000aa',
                spanId: `00000000000000b${index}`,
                name: 'ijkl'.charAt(index),
                startTimeUnixNano: '1750000000000000000',
                endTimeUnixNano: '1750000000000000001',
                attributes: [{ key: 'id', value: { intValue } }],
              }),
            ),
          },
        ],
      },
    ],
  });

  it.each([
    ['{ span.id = 1234567890123456789 }', 'j'],
    ['{ span.id != 1234567890123456789 }', 'i k l'],
    ['{ span.id > 1234567890123456788 }', 'j'],
    ['{ span.id = -1234567890123456789 }', 'k'],
    ['{ 1234567890123456789 = span.id }', 'j'],
    ['{ span.id < maxInt && span.id > minInt }', 'i j k l'],
    ['{ span.id = 7 }', 'l'],
    ['{ } | max(span.id) > 1234567890123456000', 'i j k l'],
  ])('%s', (query, found) => {
    expect(lettersFound(query, accounts)).toBe(found);
  });
});

describe('a string holds what it escapes', () => {
  const table = new TraceTable();
  const names = ['C:\\ data', 'say "hi" \\ {x}', 'tick ` and "', 'end\\'];
  table.appendTraces({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: names.map((name, index) => ({
              traceId: '000000000000000000000000000000aa',
              spanId: `00000000000000b${index}`,
              name,
              startTimeUnixNano: '1750000000000000000',
            })),
          },
        ],
      },
    ],
  });

  it.each(names)('%s', (name) => {
    expect(namesFound(`{ name = ${JSON.stringify(name)} && true }`, table)).toEqual([name]);
  });
});

describe('a duration divides to a fraction, exactly', () => {
  const table = traceTable('api  a  |0-49ms|  n=49 of=49.0');

  it.each([
    ['{ duration / 49 = 1ms }', 'a'],
    ['{ span.n / 49.0 = 1 }', 'a'],
    ['{ span.n / 98.0 = 0.5 }', 'a'],
    ['{ span.n / 98 = 0 }', 'a'],
  ])('%s', (query, found) => {
    expect(lettersFound(query, table)).toBe(found);
  });
});
