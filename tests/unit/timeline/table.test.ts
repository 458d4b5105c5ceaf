import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimelineModel } from '../../../src/timeline/timeline-model.ts';
import type { Column } from '../../../src/timeline/views/table/columns.ts';
import { delimitedText } from '../../../src/timeline/views/table/delimited-text.ts';
import { sortRows } from '../../../src/timeline/views/table/sort-rows.ts';
import { attributeKeys, TableModel } from '../../../src/timeline/views/table/table-model.ts';
import type { ViewContext } from '../../../src/timeline/views/trace-view.ts';
import type { TraceReader } from '../../../src/trace/model/types.ts';
import { spansNamed, traceTable } from '../../support/trace-text.ts';

const SHOP = traceTable(`
  web  GET /            |0-100ms|  @kind=server http.route=/
    db  SELECT          |30-50ms|  @kind=client db.rows=7
    db  SELECT          |10-15ms|  @kind=client db.rows=12 @status=error @message=gone
    api  GET /weather   |50-90ms|  @event=retry:60ms
`);

/** What of the context the table reads. */
function contextOf(table: TraceReader, matches?: ReadonlySet<number>, asOfNs?: number): ViewContext {
  const model = new TimelineModel(table);
  model.asOfNs = asOfNs;
  model.rebuild();
  const { startNs } = table.bounds();
  const { endOf, stateOf, logsOf, rows } = model;
  const context = {
    table,
    version: table.version,
    tree: rows.tree,
    asOfNs,
    zeroNs: startNs,
    matches,
    live: false,
    endOf,
    stateOf,
    logsOf,
  };
  return context as unknown as ViewContext;
}

function shown(model: TableModel, matches?: ReadonlySet<number>): readonly string[] {
  model.follow(contextOf(SHOP, matches), () => 0);
  return Array.from({ length: model.shown.count }, (_, at) => model.shown.row(at).cells.join(' | '));
}

describe('the table of spans', () => {
  it('has a row for each span, earliest first', () => {
    expect(shown(new TableModel())).toEqual([
      '0 ms | GET / | web | 100 ms | 35 ms | server | unset | 0',
      '10 ms | SELECT | db | 5 ms | 5 ms | client | ✕ error: gone | 0',
      '30 ms | SELECT | db | 20 ms | 20 ms | client | unset | 0',
      '50 ms | GET /weather | api | 40 ms | 40 ms | unspecified | unset | 1',
    ]);
  });

  it('is sorted by a column, numbers biggest first, errors first, and back by the second press', () => {
    const model = new TableModel();
    const order = () => shown(model).map((row) => row.split(' | ')[3]);
    shown(model);
    model.sortBy('duration');
    expect(order()).toEqual(['100 ms', '40 ms', '20 ms', '5 ms']);
    model.sortBy('duration');
    expect(order()).toEqual(['5 ms', '20 ms', '40 ms', '100 ms']);
    model.sortBy('status');
    expect(order()[0]).toBe('5 ms');
    expect(model.shown.heads.find(({ sorted }) => sorted !== undefined)).toMatchObject({
      id: 'status',
      sorted: 'ascending',
    });
  });

  it('has chosen attributes as columns, sorted as numbers where they are', () => {
    const model = new TableModel();
    model.attributes = ['db.rows'];
    shown(model);
    model.sortBy('attribute db.rows');
    expect(shown(model).map((row) => row.split(' | ').at(-1))).toEqual(['7', '12', '', '']);
    expect(attributeKeys(SHOP)).toEqual(['db.rows', 'http.route']);
  });

  it('shows what a search matched, and finds the row of a span', () => {
    const model = new TableModel();
    expect(shown(model, new Set(spansNamed(SHOP, 'SELECT')))).toHaveLength(2);
    expect(model.shown.indexOf(spansNamed(SHOP, 'SELECT')[0] ?? -1)).toBe(1);
    expect(model.shown.indexOf(0)).toBe(-1);
  });

  it('gathers like spans, by their sum', () => {
    const model = new TableModel();
    model.mode = 'groups';
    expect(shown(model)).toEqual([
      'GET / | web | 1 | 0 | 100 ms | 35 ms | 100 ms | 100 ms | 100 ms | 100 ms',
      'GET /weather | api | 1 | 0 | 40 ms | 40 ms | 40 ms | 40 ms | 40 ms | 40 ms',
      'SELECT | db | 2 | 1 | 25 ms | 25 ms | 12.5 ms | 5 ms | 20 ms | 20 ms',
    ]);
  });

  it('is not made anew while nothing changed, and not too often while a trace grows', () => {
    const model = new TableModel();
    const context = contextOf(SHOP);
    let nowMs = 0;
    const slowly = () => (nowMs += 10);
    expect(model.follow(context, slowly)).toBe('changed');
    expect(model.follow(context, slowly)).toBe('same');
    expect(model.follow({ ...context, version: 99 }, slowly)).toBe('later');
    nowMs += 60;
    expect(model.follow({ ...context, version: 99 }, slowly)).toBe('changed');
  });
});

const TEXT: Column<string> = {
  id: 'text',
  title: 'Text',
  isNumber: false,
  value: (row) => row,
  text: (row) => row,
};

describe('the table during a replay', () => {
  const originNs = SHOP.bounds().startNs;
  const rowsAt = (model: TableModel, ms: number) => {
    model.follow(contextOf(SHOP, undefined, originNs + ms * 1e6), () => 0);
    return Array.from({ length: model.shown.count }, (_, at) => model.shown.row(at).cells.join(' | '));
  };

  it('has a row for each span that has begun, as it was known then', () => {
    expect(rowsAt(new TableModel(), 12)).toEqual([
      '0 ms | GET / | web | open | ≥ 10 ms | server | unset | 0',
      '10 ms | SELECT | db | open | ≥ 2 ms | client | unset | 0',
    ]);
  });

  it('grows with it, and is the whole at its end', () => {
    const model = new TableModel();
    const counts = [0, 9.9, 10, 15, 30, 50, 100].map((ms) => rowsAt(model, ms).length);
    expect(counts).toEqual([1, 1, 2, 2, 3, 4, 4]);
    expect(rowsAt(model, 100)).toEqual(shown(new TableModel()));
  });

  it('tells of an error when the span ends, and of an event when it happens', () => {
    const model = new TableModel();
    const status = (ms: number) => rowsAt(model, ms).map((row) => row.split(' | ')[6]);
    expect(status(14.9)).toEqual(['unset', 'unset']);
    expect(status(15)).toEqual(['unset', '✕ error: gone']);
    const events = (ms: number) => rowsAt(model, ms).at(-1)?.split(' | ').at(-1);
    expect([events(59), events(60)]).toEqual(['0', '1']);
  });

  it('keeps the figures of its groups, which are of all calls', () => {
    const model = new TableModel();
    model.mode = 'groups';
    expect(rowsAt(model, 0)).toHaveLength(3);
  });
});

describe('the table of a live run', () => {
  const text = 'web  GET /  |0ms-|\n  db  SELECT  |10-30ms|';
  const rowsOf = (live: boolean) => {
    const table = traceTable(text);
    const timeline = new TimelineModel(table);
    timeline.nowNs = live ? table.bounds().endNs + 5e6 : undefined;
    timeline.rebuild();
    const { endOf, stateOf, logsOf } = timeline;
    const model = new TableModel();
    model.follow({ ...contextOf(table), live, endOf, stateOf, logsOf }, () => 0);
    return Array.from({ length: model.shown.count }, (_, at) =>
      model.shown.row(at).cells.slice(1, 5).join(' | '),
    );
  };

  it('says of open spans that they are, and how much of their own time is certain', () => {
    expect(rowsOf(true)).toEqual(['GET / | web | open | ≥ 15 ms', 'SELECT | db | 20 ms | 20 ms']);
  });

  it('says of spans whose end never came that they are lost', () => {
    expect(rowsOf(false)[0]).toBe('GET / | web | lost | ≥ 10 ms');
  });
});

describe('rows for a spreadsheet', () => {
  it('have times as numbers, units in the head, and are quoted where they must be', () => {
    const model = new TableModel();
    shown(model);
    expect(model.shown.text('tsv').split('\n')[0]).toBe(
      'Start (ms)\tName\tService\tDuration (ms)\tSelf time (ms)\tKind\tStatus\tEvents, logs',
    );
    expect(model.shown.text('csv').split('\r\n')[2]).toBe('10,SELECT,db,5,5,client,✕ error: gone,0');
    expect(delimitedText(['a "b", c'], [TEXT], 'csv')).toBe('Text\r\n"a ""b"", c"\r\n');
  });

  it('never run as a formula', () => {
    const cells = delimitedText(['=HYPERLINK("x")', '@cmd', '-5', '+1', '-x'], [TEXT], 'tsv').split('\n');
    expect(cells).toEqual(['Text', '\'=HYPERLINK("x")', "'@cmd", '-5', '+1', "'-x", '']);
  });

  it('are as many lines as rows, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (rows) => {
        expect(delimitedText(rows, [TEXT], 'tsv').split('\n')).toHaveLength(rows.length + 2);
      }),
    );
  });
});

it('sorting keeps every row, in order, and the order of equal ones', () => {
  const column: Column<{ readonly key: number | string }> = {
    id: 'key',
    title: '',
    isNumber: false,
    value: ({ key }) => key,
    text: String,
  };
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          key: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom<number | string>('a', 'b')),
        }),
      ),
      fc.boolean(),
      (rows, descending) => {
        const sorted = sortRows(rows, [column], { column: 'key', descending });
        expect(new Set(sorted)).toEqual(new Set(rows));
        const place = (key: number | string) =>
          ['0', '1', '2', '3', 'a', 'b'].indexOf(String(key)) * (descending ? -1 : 1);
        for (let at = 1; at < sorted.length; at++) {
          const [a, b] = [sorted[at - 1], sorted[at]];
          if (a === undefined || b === undefined) continue;
          expect(place(a.key)).toBeLessThanOrEqual(place(b.key));
          if (a.key === b.key)
            expect((rows as readonly object[]).indexOf(a)).toBeLessThan(
              (rows as readonly object[]).indexOf(b),
            );
        }
      },
    ),
  );
});
