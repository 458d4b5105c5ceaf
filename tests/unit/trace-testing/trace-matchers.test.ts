/** The assertions that learners take home: each passes, fails and can be negated, and says why in words. */
import { describe, test, expect as vitestExpect } from 'vitest';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import type { TraceReader } from '../../../src/trace/model/types.ts';
import { type TraceMatchers, traceMatchers } from '../../../src/trace/testing/trace-matchers.ts';
import { traceTable } from '../../support/trace-text.ts';

vitestExpect.extend(traceMatchers);
/** What a `.d.ts` of four lines says in a project of one's own. */
type ExpectTrace = (trace: unknown) => TraceMatchers & { readonly not: TraceMatchers };
const expectTrace = vitestExpect as unknown as ExpectTrace;
const expect = vitestExpect;

const LEAK = `
  api     POST /leaks          |0-10ms|   @kind=server bldg.device.id=3
    api     INSERT leaks       |1-3ms|    @kind=client db.query.text="INSERT INTO leaks VALUES ($1)"
    api     send leak          |4-6ms|    @kind=producer @id=sent
  ---
  worker  process leak         |12-20ms|  @kind=consumer @link=sent
    worker  INSERT work_orders |13-15ms|  @kind=client db.query.text="INSERT INTO work_orders VALUES ($1)"
`;
const leak = traceTable(LEAK);

const BROKEN = `
  api     GET /units         |0-10ms|  @kind=server @status=error
    api     SELECT devices   |1-2ms|   db.query.text="SELECT * FROM devices WHERE unit = 1"
    api     SELECT devices   |2-3ms|   db.query.text="SELECT * FROM devices WHERE unit = 2"
    api     SELECT devices   |3-4ms|   db.query.text="SELECT * FROM devices WHERE unit = 3"
  worker  process leak       |5-8ms|   @kind=consumer @parent=nobody
`;
const broken = traceTable(BROKEN, 'expected');

const messageOf = (assertion: () => void): string => {
  try {
    assertion();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'it passed';
};
const failing = (assertion: () => void) => messageOf(assertion).split('\n').slice(0, 2);

describe('a trace that is as it should be', () => {
  test('passes each matcher, and none of them negated', () => {
    const each: ((to: TraceMatchers) => void)[] = [
      (to) => to.toHaveSpan('POST /leaks'),
      (to) => to.toHaveSpan('{ kind = client }', 2),
      (to) => to.toMatchTraceQL('{ kind = server } >> { kind = client } | count() = 1'),
      (to) => to.toHaveNoOrphans(),
      (to) => to.toHaveNoErrors(),
      (to) => to.toHaveNoRepeatedQueries(),
      (to) => to.toHaveLink('process leak', '{ kind = producer }'),
    ];
    for (const assertion of each) {
      assertion(expectTrace(leak));
      expect(messageOf(() => assertion(expectTrace(leak).not))).toMatch(/^expected the trace not to have /);
    }
  });
});

describe('a trace that is not', () => {
  test('fails each matcher in words, and passes each of them negated', () => {
    const each: readonly (readonly [(to: TraceMatchers) => void, readonly string[]])[] = [
      [
        (to) => to.toHaveSpan('INSERT work_orders'),
        [
          'expected the trace to have a span that matches { name = "INSERT work_orders" }',
          'seen: none of 5 spans has name = "INSERT work_orders"',
        ],
      ],
      [
        (to) => to.toHaveSpan('SELECT devices', 1),
        [
          'expected the trace to have exactly 1 span that matches { name = "SELECT devices" }',
          'seen: 3 spans: SELECT devices ×3',
        ],
      ],
      [
        (to) => to.toMatchTraceQL('{ kind = server } | count() > 2'),
        ['expected the trace to have a match of { kind = server } | count() > 2', 'seen: 1: GET /units'],
      ],
      [
        (to) => to.toHaveNoOrphans(),
        ['expected the trace to have no span whose parent is missing', 'seen: 1 orphan: process leak'],
      ],
      [
        (to) => to.toHaveNoErrors(),
        ['expected the trace to have no span with the status error', 'seen: 1 span: GET /units'],
      ],
      [
        (to) => to.toHaveNoRepeatedQueries(),
        [
          'expected the trace to have no statement twice under one parent',
          'seen: 3 × SELECT * FROM devices WHERE unit = ? under GET /units',
        ],
      ],
      [
        (to) => to.toHaveNoRepeatedQueries(2),
        [
          'expected the trace to have no statement more than 2 times under one parent',
          'seen: 3 × SELECT * FROM devices WHERE unit = ? under GET /units',
        ],
      ],
      [
        (to) => to.toHaveLink('process leak', 'GET /units'),
        [
          'expected the trace to have links from { name = "process leak" } to { name = "GET /units" }',
          'seen: without a link: process leak',
        ],
      ],
    ];
    for (const [assertion, words] of each) {
      expect(failing(() => assertion(expectTrace(broken)))).toEqual(words);
      assertion(expectTrace(broken).not);
    }
    expectTrace(broken).toHaveNoRepeatedQueries(3);
  });

  test('is shown, with the spans in question marked', () => {
    const [, , , ...outline] = messageOf(() => expectTrace(broken).toHaveNoErrors()).split('\n');
    expect(outline.join('\n')).toBe(
      [
        '> api  GET /units  10 ms  error',
        '    api  SELECT devices  1 ms',
        '    api  SELECT devices  1 ms',
        '    api  SELECT devices  1 ms',
        '  worker  process leak  3 ms  its parent is missing',
      ].join('\n'),
    );
  });

  test('is cut where nobody reads on, and cannot steer the terminal', () => {
    const many = Array.from({ length: 100 }, (_, i) => `api  span ${i} |${i}-${i + 1}ms|`).join('\n');
    const message = messageOf(() => expectTrace(traceTable(many)).toHaveSpan('POST /leaks'));
    expect(message).toMatch(/\n {2}\.\.\. and 60 more spans$/);

    const hostile = traceTable('api  \u001b[2Jgone\u0007 |0-1ms|');
    expect(
      messageOf(() => expectTrace(hostile).toHaveSpan('x'))
        .split('\n')
        .at(-1),
    ).toBe('  api   [2Jgone   1 ms');
  });

  test('may be 20,000 levels deep', () => {
    const spans = Array.from({ length: 20_000 }, (_, i) => ({
      traceId: 'a'.repeat(32),
      spanId: (i + 1).toString(16).padStart(16, '0'),
      ...(i > 0 && { parentSpanId: i.toString(16).padStart(16, '0') }),
      name: `level ${i}`,
      startTimeUnixNano: '1',
      endTimeUnixNano: '2',
    }));
    const deep = new TraceTable();
    deep.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
    const message = messageOf(() => expectTrace(deep).toHaveSpan('POST /leaks'));
    expect(message.length).toBeLessThan(4_000);
  });
});

describe('what is no assertion on a trace', () => {
  test('an empty trace passes nothing, negated or not', () => {
    const empty = new TraceTable();
    expect(messageOf(() => expectTrace(empty).toHaveNoErrors())).toMatch(/^The trace has no spans/);
    expect(messageOf(() => expectTrace(empty).not.toHaveSpan('POST /leaks'))).toMatch(
      /^The trace has no spans/,
    );
  });
  test('a query that cannot be read passes nothing, negated or not', () => {
    const words = 'Not a TraceQL query, at character 9 of { name == "x" }: ';
    expect(messageOf(() => expectTrace(leak).toHaveSpan('{ name == "x" }'))).toContain(words.slice(0, 35));
    expect(messageOf(() => expectTrace(leak).not.toHaveSpan('{ name == "x" }', 1))).toContain(
      words.slice(0, 35),
    );
  });
  test('something that is no trace is refused with what to do', () => {
    expect(messageOf(() => expectTrace([]).toHaveNoErrors())).toMatch(/Give `expect` a trace: `traceOfSpans/);
  });
  test('names are names, whatever is in them', () => {
    const trace = traceTable('api  say "hi" \\ {x} |0-1ms|') satisfies TraceReader;
    expectTrace(trace).toHaveSpan('say "hi" \\ {x}');
  });
});
