import { describe, expect, test } from 'vitest';
import { NOBODY } from '../../../src/trace/analysis/diff/align-children.ts';
import { alignSiblings } from '../../../src/trace/analysis/diff/align-siblings.ts';
import { countChanges } from '../../../src/trace/analysis/diff/count-changes.ts';
import { diffTraces, RELATIONS, type TraceDiff } from '../../../src/trace/analysis/diff/trace-diff.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { traceTable } from '../../support/trace-text.ts';

/** `  + audit`, `  - SELECT devices`, `  ~ GET (http.status)`, `  = SELECT`, `  = publish (moved)`. */
function describeDiff(diff: TraceDiff): string {
  const marks = { same: '=', changed: '~', added: '+', removed: '-' };
  const depth: number[] = [];
  return Array.from({ length: diff.count }, (_, node) => {
    const parent = diff.parent[node] ?? NOBODY;
    const level = parent === NOBODY ? 0 : (depth[parent] ?? 0) + 1;
    depth[node] = level;
    const table = diff.a[node] === NOBODY ? diff.after : diff.before;
    const span = (diff.a[node] === NOBODY ? diff.b[node] : diff.a[node]) ?? 0;
    const keys = diff.changes(node).map(({ key }) => key);
    const name = table.strings.get(table.columns.name[span] ?? 0);
    const note = [...keys, ...(diff.moved[node] === 1 ? ['moved'] : [])].join(', ');
    const mark = marks[RELATIONS[diff.relation[node] ?? 0] ?? 'same'];
    return `${'  '.repeat(level)}${mark} ${name}${note === '' ? '' : ` (${note})`}`;
  }).join('\n');
}

const between = (a: string, b: string, ignore: readonly string[] = []) =>
  diffTraces(traceTable(a), traceTable(b), { ignoreAttributes: ignore });

describe('two traces', () => {
  test('pair by service, name and kind below paired parents', () => {
    const diff = between(
      `
      api  GET /units  |0-100ms|
        api  SELECT units  |5-10ms|
        api  SELECT devices  |10-20ms|
        api  SELECT devices  |20-30ms|
      `,
      `
      api  GET /units  |0-60ms|
        api  SELECT units  |5-10ms|
        api  SELECT devices  |10-20ms|
        api  audit  |20-30ms|
      `,
    );
    expect(describeDiff(diff)).toBe(
      ['= GET /units', '  = SELECT units', '  = SELECT devices', '  - SELECT devices', '  + audit'].join(
        '\n',
      ),
    );
    expect(diff.durationDeltaNs(0)).toBe(-40e6);
    expect(diff.selfDeltaNs(0)).toBe(-40e6);
    expect(diff.durationDeltaNs(3)).toBe(-10e6);
    expect(diff.lengthNs).toEqual({ a: 100e6, b: 60e6 });
  });

  test('of another service or kind are not alike', () => {
    expect(describeDiff(between('api  GET  |0-1ms|', 'web  GET  |0-1ms|'))).toBe('- GET\n+ GET');
    expect(describeDiff(between('api  GET  |0-1ms|', 'api  GET  |0-1ms| @kind=client'))).toBe('- GET\n+ GET');
  });

  test('what runs at the same time and began in another order is moved, not gone', () => {
    const diff = between(
      'api  GET  |0-9ms|\n  hub  lock  |1-8ms|\n  hub  weather  |2-8ms|',
      'api  GET  |0-9ms|\n  hub  weather  |1-8ms|\n  hub  lock  |2-8ms|',
    );
    expect(diff.counts).toMatchObject({ same: 3, added: 0, removed: 0 });
    expect(describeDiff(diff)).toContain('(moved)');
  });

  test('a level put in stands between, and what is below it still pairs', () => {
    const flat = 'api  GET  |0-9ms|\n  db  SELECT a  |1-2ms|\n  db  SELECT b  |2-3ms|';
    const nested =
      'api  GET  |0-9ms|\n  api  transaction  |1-4ms|\n    db  SELECT a  |1-2ms|\n    db  SELECT b  |2-3ms|';
    expect(describeDiff(between(flat, nested))).toBe(
      ['= GET', '  + transaction', '    = SELECT a', '    = SELECT b'].join('\n'),
    );
    expect(describeDiff(between(nested, flat))).toBe(
      ['= GET', '  - transaction', '    = SELECT a', '    = SELECT b'].join('\n'),
    );
  });

  test('the subtree that fits best is the one that pairs', () => {
    const diff = between(
      'api  GET  |0-9ms|\n  api  load  |1-4ms|\n    db  SELECT a  |1-2ms|\n    db  SELECT b  |2-3ms|',
      `
      api  GET  |0-9ms|
        api  load  |1-2ms|
        api  load  |2-5ms|
          db  SELECT a  |2-3ms|
          db  SELECT b  |3-4ms|
      `,
    );
    expect(describeDiff(diff)).toBe(
      ['= GET', '  + load', '  = load', '    = SELECT a', '    = SELECT b'].join('\n'),
    );
  });
});

describe('what paired spans say', () => {
  test('is compared: attributes, status, message', () => {
    const diff = between(
      'api  GET  |0-1ms|  rows=12 gone=1 http.route=/units @status=error @message="hub gone"',
      'api  GET  |0-1ms|  rows=3 new=1 http.route=/units',
    );
    expect(diff.changes(0)).toEqual([
      { key: 'status', a: 'error', b: 'unset' },
      { key: 'status message', a: 'hub gone', b: '' },
      { key: 'rows', a: 12, b: 3 },
      { key: 'gone', a: 1, b: undefined },
      { key: 'new', a: undefined, b: 1 },
    ]);
    expect(diff.counts.changed).toBe(1);
  });

  test('the id of the run is told once, names of calls not at all', () => {
    const run = (id: string, port: number) => `
      api  GET  |0-9ms|  run.id=${id} network.peer.port=${port}
        db  SELECT  |1-2ms|  run.id=${id} own.call=${port}
    `;
    const diff = between(run('one', 1), run('two', 2), ['own.call']);
    expect(diff.context).toEqual([{ key: 'run.id', a: 'one', b: 'two' }]);
    expect(diff.counts).toEqual({ same: 2, changed: 0, added: 0, removed: 0 });
  });
});

describe('counts', () => {
  test('of what is done less often, by parent, without what went with it', () => {
    const loop = Array.from({ length: 12 }, (_, i) => {
      const at = 5 + i * 5;
      return `  api  load unit  |${at}-${at + 4}ms|\n    db  SELECT devices  |${at}-${at + 3}ms|`;
    }).join('\n');
    const diff = between(
      `api  GET /units  |0-100ms|\n${loop}`,
      'api  GET /units  |0-20ms|\n  api  load unit  |5-9ms|\n    db  SELECT devices  |5-8ms|\n  api  audit  |9-10ms|',
    );
    expect(countChanges(diff)).toEqual([
      { service: 'api', name: 'load unit', below: 0, a: 12, b: 1 },
      { service: 'api', name: 'audit', below: 0, a: 0, b: 1 },
    ]);
  });
});

describe('at the edges', () => {
  test('nothing against nothing, and against something', () => {
    const nothing = new TraceTable();
    expect(diffTraces(nothing, nothing)).toMatchObject({ count: 0, lengthNs: { a: 0, b: 0 } });
    expect(diffTraces(nothing, traceTable('api  GET  |0-1ms|')).counts.added).toBe(1);
  });

  test('20,000 levels, and 50,000 like siblings of which one is gone', () => {
    const chain = (levels: number) => many(levels, (at) => (at === 0 ? undefined : at - 1), 'step');
    expect(diffTraces(chain(20_000), chain(19_999)).counts).toMatchObject({ same: 19_999, removed: 1 });
    const flat = (siblings: number) => many(siblings, (at) => (at === 0 ? undefined : 0), 'item');
    expect(diffTraces(flat(50_000), flat(49_999)).counts).toMatchObject({ same: 49_999, removed: 1 });
  });

  test('more like siblings than a call may have arguments', () => {
    const siblings = new Int32Array(200_000);
    const one = () => 1;
    const rules = { isAlike: () => true, isSameShape: () => true, shapeOf: one, labelOf: one, weight: one };
    expect(alignSiblings(siblings, siblings, rules)).toHaveLength(200_000);
  });

  test('20,000 levels that differ at the bottom, beside something that came', () => {
    const chain = many(20_000, (at) => (at === 0 ? undefined : at - 1), 'step');
    const longer = many(20_002, (at) => (at === 0 ? undefined : at > 20_000 ? 0 : at - 1), 'step');
    expect(diffTraces(chain, longer).counts).toMatchObject({ same: 20_000, added: 2 });
  });
});

function many(count: number, parentOf: (at: number) => number | undefined, name: string): TraceTable {
  const id = (at: number) => (at + 1).toString(16).padStart(16, '0');
  const table = new TraceTable();
  const spans = Array.from({ length: count }, (_, at) => {
    const parent = parentOf(at);
    return {
      traceId: '1'.padStart(32, '0'),
      spanId: id(at),
      ...(parent === undefined ? {} : { parentSpanId: id(parent) }),
      name,
      startTimeUnixNano: String(1_750_000_000_000_000_000n + BigInt(at)),
      endTimeUnixNano: String(1_750_000_000_000_000_000n + BigInt(count)),
    };
  });
  table.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
  return table;
}
