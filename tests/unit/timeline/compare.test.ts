import { describe, expect, test } from 'vitest';
import { compareGeometry, compareScales } from '../../../src/timeline/compare/compare-geometry.ts';
import { CompareModel } from '../../../src/timeline/compare/compare-model.ts';
import { compareSentence } from '../../../src/timeline/compare/compare-sentence.ts';
import { comparisonWith } from '../../../src/timeline/compare/comparison.ts';
import { differenceLines } from '../../../src/timeline/compare/difference-panel.ts';
import { drawCompare } from '../../../src/timeline/compare/draw-compare.ts';
import { visibleRows } from '../../../src/timeline/layout/row-geometry.ts';
import { rulerTicks } from '../../../src/timeline/layout/ruler-ticks.ts';
import { diffTraces } from '../../../src/trace/analysis/diff/trace-diff.ts';
import { traceTable } from '../../support/trace-text.ts';
import { DrawLog } from './draw-log.ts';

const loop = (count: number) =>
  Array.from({ length: count }, (_, i) => `  api  SELECT devices  |${10 + i * 5}-${14 + i * 5}ms|`).join(
    '\n',
  );
const BEFORE = `api  GET /units  |0-100ms|\n  api  SELECT units  |1-9ms|  rows=12\n${loop(12)}`;
const AFTER = `api  GET /units  |0-60ms|\n  api  SELECT units  |1-9ms|  rows=3\n${loop(1)}\n  api  audit  |20-21ms|`;

const model = (before = BEFORE, after = AFTER) =>
  new CompareModel(
    traceTable(after),
    comparisonWith(traceTable(before), { label: 'Run 1', ownLabel: 'Run 2' }),
  );
const names = (of: CompareModel) =>
  Array.from({ length: of.rows.count }, (_, row) => `${of.words(row).mark} ${of.words(row).name}`.trim());

describe('the sentence', () => {
  const sentence = (before: string, after: string) =>
    compareSentence(diffTraces(traceTable(before), traceTable(after)));

  test('says how many, how long, and what became of what', () => {
    expect(sentence(BEFORE, AFTER)).toBe(
      '10 spans fewer, 40 ms faster: SELECT devices ×12 became ×1; audit is new; 1 span says something else.',
    );
  });
  test('has the same spans, or as many', () => {
    expect(sentence('a  x  |0-10ms|', 'a  x  |0-15ms|')).toBe('The same span, 5 ms slower.');
    expect(sentence('a  x  |0-10ms|', 'a  y  |0-10ms|')).toBe(
      'As many spans (1), equally long: x is gone; y is new.',
    );
  });
  test('tells once what changed below many parents', () => {
    const request = (at: number, queries: number) =>
      [
        `api  GET /${at}  |${at}-${at + 9}ms|`,
        ...Array.from({ length: queries }, (_, i) => `  db  SELECT  |${at + i}-${at + i + 1}ms|`),
      ].join('\n');
    expect(sentence(`${request(0, 3)}\n${request(10, 4)}`, `${request(0, 1)}\n${request(10, 1)}`)).toContain(
      '5 spans fewer, equally long: SELECT: 5 fewer, in 2 places.',
    );
  });
  test('counts errors', () => {
    expect(sentence('a  x  |0-10ms|', 'a  x  |0-10ms| @status=error')).toBe(
      'As many spans (1), 1 error more, equally long: 1 span says something else.',
    );
  });
});

describe('the rows', () => {
  test('stand by relation, in characters and words; repeats are one row', () => {
    const of = model();
    expect(names(of)).toEqual(['GET /units', '≠ SELECT units', '± SELECT devices ×12 → ×1', '+ audit']);
    expect(of.words(1)).toMatchObject({ note: 'changed: rows 12 → 3', duration: '±0' });
    expect(of.words(2)).toMatchObject({ note: '11 fewer', duration: '−44 ms' });
    expect(of.words(0).spoken).toBe('api, GET /units, in both, 40 ms faster');
    expect(of.words(3).spoken).toBe('api, audit, added, 1 ms');
  });

  test('open, and close', () => {
    const of = model();
    of.setExpanded(2, true);
    expect(names(of)).toHaveLength(16);
    expect(names(of).slice(2, 5)).toEqual([
      '± SELECT devices ×12 → ×1',
      'SELECT devices',
      '− SELECT devices',
    ]);
    of.setExpanded(0, false);
    expect(names(of)).toEqual(['GET /units']);
  });

  test('that differ are found one after the other, opened, and round again', () => {
    const of = model();
    of.collapseAll();
    const met: string[] = [];
    for (let step = 0; step < 14; step++) {
      of.goToDifference(1);
      met.push(of.words(of.activeRow).name);
    }
    expect(met.slice(0, 3)).toEqual(['SELECT units', 'SELECT devices', 'SELECT devices']);
    expect(met.slice(-2)).toEqual(['audit', 'SELECT units']);
    of.goToDifference(-1);
    expect(of.words(of.activeRow).name).toBe('audit');
  });

  test('only those that differ, and what they stand below', () => {
    const of = model(
      'api  GET  |0-100ms|\n  api  quiet  |1-2ms|\n  api  load  |10-90ms|\n    api  gone  |20-21ms|',
      'api  GET  |0-100ms|\n  api  quiet  |1-2ms|\n  api  load  |10-90ms|',
    );
    of.onlyDifferences = true;
    expect(names(of)).toEqual(['GET', 'load', '− gone']);
    of.onlyDifferences = false;
    expect(names(of)).toEqual(['GET', 'quiet', 'load', '− gone']);
  });

  test('self time that differs by a twentieth of the whole is a difference', () => {
    const slower = model('a  x  |0-100ms|\n  a  y  |0-10ms|', 'a  x  |0-110ms|\n  a  y  |0-20ms|');
    expect(slower.differing).toBe(1);
    expect(model('a  x  |0-100ms|\n  a  y  |0-10ms|', 'a  x  |0-101ms|\n  a  y  |0-11ms|').differing).toBe(0);
  });

  test('against what it could become, the trace on show is the earlier one', () => {
    const of = new CompareModel(
      traceTable(BEFORE),
      comparisonWith(traceTable(AFTER), { label: 'The solution', ownLabel: 'Your run', as: 'after' }),
    );
    expect([of.beforeLabel, of.afterLabel]).toEqual(['Your run', 'The solution']);
    expect(compareSentence(of.diff)).toContain('10 spans fewer');
  });
});

test('the panel has both values of what differs, and nothing of a span that is not there', () => {
  const { diff } = model();
  expect(differenceLines(diff, 1)).toEqual([
    { key: 'starts at', before: '1 ms', after: '1 ms' },
    { key: 'length', before: '8 ms', after: '8 ms' },
    { key: '± length', before: '', after: '±0' },
    { key: '± self time', before: '', after: '±0' },
    { key: 'rows', before: '12', after: '3' },
  ]);
  expect(differenceLines(diff, diff.count - 1)[1]).toEqual({ key: 'length', before: '–', after: '1 ms' });
});

describe('what is drawn', () => {
  function drawn(widthPx: number) {
    const of = model();
    const log = new DrawLog(widthPx, 400);
    const geometry = compareGeometry(widthPx, 300);
    const scales = compareScales(geometry, { startNs: 0, endNs: 100e6 }, 0, 0);
    drawCompare(log, {
      diff: of.diff,
      rows: of.rows,
      geometry,
      scales,
      ticks: rulerTicks(scales.b.window, scales.b.widthPx, 0),
      scrollPx: 0,
      visible: visibleRows(geometry, 0, 400, of.rows.count),
      activeRow: 0,
      hoverRow: -1,
      slotOf: () => 0,
      words: of.words,
    });
    return log;
  }

  test('both bars of a pair from one left edge, the earlier one as an outline', () => {
    const bars = drawn(1_000).of('rect s1 300');
    expect(bars).toHaveLength(2);
    const [before, after] = bars.map((line) => Number(/ (\d+)x/.exec(line)?.[1]));
    expect((after ?? 0) / (before ?? 1)).toBeCloseTo(0.6, 1);
    expect(drawn(1_000).of('outline s1').length).toBe(1 + 1 + 12);
  });

  test('what came and what went with a ground and an edge of their own', () => {
    const log = drawn(1_000);
    expect(log.of('rect pass').length).toBe(2);
    expect(log.of('rect focus').length).toBe(2);
    expect(log.texts).toEqual(expect.arrayContaining(['−40 ms', '± length', '± self']));
  });

  test('narrow, no column for self time', () => {
    expect(drawn(360).texts).not.toContain('± self');
    expect(drawn(360).texts).toContain('−40 ms');
  });
});
