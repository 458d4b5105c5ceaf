import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandOf } from '../../../src/timeline/interact/commands.ts';
import { rowNamed, TYPING_MS, TypedName } from '../../../src/timeline/interact/type-ahead.ts';
import { allCollapsed } from '../../../src/timeline/layout/expansion.ts';
import { levelClosed, levelOpened } from '../../../src/timeline/layout/expansion-levels.ts';
import { layoutRows } from '../../../src/timeline/layout/layout-rows.ts';
import { ALL_EXPANDED, type Expansion } from '../../../src/timeline/layout/rows.ts';
import { KEY_LIST } from '../../../src/timeline/tools/keys/keys-tool.ts';
import { smallForest, tableOf } from '../../support/small-forests.ts';
import { traceTable } from '../../support/trace-text.ts';

const SHOP = traceTable(`
  web  checkout             |0-100ms|
    api  GET /cart          |1-30ms|
      db  SELECT items      |2-9ms|
      db  SELECT prices     |10-19ms|
    api  CHARGE             |31-60ms|
      bank  charge          |32-50ms|
    web  render             |61-90ms|
`);
const rows = layoutRows(SHOP, ALL_EXPANDED);
const nameOf = (row: number) =>
  row < 0 ? undefined : SHOP.strings.get(SHOP.columns.name[rows.span[row] ?? 0] ?? 0);
const rowOf = (name: string) =>
  Array.from({ length: rows.count }, (_, row) => row).findIndex((row) => nameOf(row) === name);

describe('a name that is typed', () => {
  test('leads to the next row that begins so, in either case, and round', () => {
    const to = (from: string, text: string) => nameOf(rowNamed(rows, SHOP, rowOf(from), text));
    expect(to('checkout', 'c')).toBe('CHARGE');
    expect(to('CHARGE', 'c')).toBe('charge');
    expect(to('charge', 'c')).toBe('checkout');
    expect(to('checkout', 'select p')).toBe('SELECT prices');
    expect(to('checkout', 'x')).toBeUndefined();
  });

  test('stays at the row that still begins so, and goes on by one letter pressed again', () => {
    const to = (from: string, text: string) => nameOf(rowNamed(rows, SHOP, rowOf(from), text));
    expect(to('CHARGE', 'ch')).toBe('CHARGE');
    expect(to('CHARGE', 'che')).toBe('checkout');
    expect(to('CHARGE', 'cc')).toBe('charge');
  });

  test('ends with a pause, and may begin with a letter that is a key of its own', () => {
    const typed = new TypedName();
    expect(typed.isTyping(0)).toBe(false);
    typed.add('C', 0);
    typed.add('h', TYPING_MS - 1);
    expect(typed.text).toBe('ch');
    typed.add('r', TYPING_MS * 3);
    expect(typed.text).toBe('r');
    typed.begin(TYPING_MS * 5);
    expect(typed.isTyping(TYPING_MS * 5 + 1)).toBe(true);
    typed.add('s', TYPING_MS * 5 + 2);
    expect(typed.text).toBe('s');
    typed.end();
    expect(typed.isTyping(TYPING_MS * 5 + 3)).toBe(false);
  });

  test('finds a row if and only if there is one', () => {
    fc.assert(
      fc.property(
        smallForest,
        fc.nat(60),
        fc.constantFrom('a', 'b', 'c', 'aa', 'ab'),
        (forest, from, text) => {
          const table = tableOf(forest);
          const all = layoutRows(table, ALL_EXPANDED);
          const names = Array.from({ length: all.count }, (_, row) =>
            table.strings.get(table.columns.name[all.span[row] ?? 0] ?? 0),
          );
          const wanted = text === 'aa' ? 'a' : text;
          const row = rowNamed(all, table, all.count === 0 ? 0 : from % all.count, text);
          expect(row >= 0).toBe(names.some((name) => name.startsWith(wanted)));
          if (row >= 0) expect(names[row]?.startsWith(wanted)).toBe(true);
        },
      ),
    );
  });
});

describe('levels', () => {
  const shown = (expansion: Expansion) => layoutRows(SHOP, expansion).count;

  test('are opened and closed one by one', () => {
    let expansion = allCollapsed(rows);
    const counts = [shown(expansion)];
    for (let step = 0; step < 3; step++) {
      expansion = levelOpened(layoutRows(SHOP, expansion), expansion);
      counts.push(shown(expansion));
    }
    expect(counts).toEqual([1, 4, 7, 7]);
    for (let step = 0; step < 3; step++) {
      expansion = levelClosed(layoutRows(SHOP, expansion), expansion);
      counts.push(shown(expansion));
    }
    expect(counts.slice(4)).toEqual([4, 1, 1]);
  });

  test('are as many as the tree is deep, whatever its shape, and end all open and all closed', () => {
    fc.assert(
      fc.property(smallForest, (forest) => {
        const table = tableOf(forest);
        let expansion: Expansion = ALL_EXPANDED;
        for (let step = 0; step < 4; step++) expansion = levelClosed(layoutRows(table, expansion), expansion);
        expect(layoutRows(table, expansion).count).toBe(forest.length);
        for (let step = 0; step < 4; step++) expansion = levelOpened(layoutRows(table, expansion), expansion);
        expect(layoutRows(table, expansion).count).toBe(layoutRows(table, ALL_EXPANDED).count);
      }),
    );
  });
});

test('the list of keys has every key of the rows', () => {
  const written = KEY_LIST.flatMap(({ keys }) => keys.map(([pressed, does]) => `${pressed} ${does}`)).join(
    ' ',
  );
  const printable = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));
  const heard = printable.filter(
    (key) =>
      commandOf({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false }) !== undefined &&
      // The same key with and without shift.
      !/[A-Z=_]/.test(key),
  );
  expect(heard.length).toBeGreaterThan(8);
  for (const key of heard) expect(written.replace('−', '-').split(/[\s.,;]+/)).toContain(key);
});
