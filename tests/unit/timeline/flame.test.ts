import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServicePalette } from '../../../src/timeline/layout/service-palette.ts';
import { drawFlame, LEVEL_PX } from '../../../src/timeline/views/flame/draw-flame.ts';
import {
  boxesOfLevel,
  type FlameLayout,
  flameLayout,
  flameScale,
  nodeAt,
} from '../../../src/timeline/views/flame/flame-layout.ts';
import { FlameModel, nextNode } from '../../../src/timeline/views/flame/flame-model.ts';
import { flameWords } from '../../../src/timeline/views/flame/flame-words.ts';
import { callPaths } from '../../../src/trace/analysis/call-paths.ts';
import type { OtlpTraces } from '../../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { buildTraceTree } from '../../../src/trace/model/trace-tree.ts';
import type { TraceReader } from '../../../src/trace/model/types.ts';
import { traces } from '../../support/otlp-arbitrary.ts';
import { traceTable, traceText } from '../../support/trace-text.ts';
import { DrawLog } from './draw-log.ts';

const layoutOf = (table: TraceReader, by: 'total' | 'self' = 'total') =>
  flameLayout(callPaths(table, buildTraceTree(table)), by);

const SHOP = traceTable(`
  web  GET /            |0-100ms|
    api  GET /units     |0-40ms|
      db  SELECT        |0-10ms|
      db  SELECT        |10-20ms|  @status=error
    api  GET /weather   |50-90ms|
`);

function drawn(table: TraceReader, layout: FlameLayout, zoom = -1, widthPx = 1000, live = false): DrawLog {
  const log = new DrawLog(widthPx, 200);
  const palette = new ServicePalette();
  palette.extend(table);
  drawFlame(log, {
    layout,
    scale: flameScale(layout, zoom, widthPx),
    palette,
    scrollPx: 0,
    showsOwn: false,
    hover: -1,
    selected: -1,
    highlight: new Set(),
    matches: undefined,
    live,
    wordsOf: (node) => flameWords(table, layout, node, live),
  });
  return log;
}

describe('the flame graph', () => {
  it('draws depth down and time across, like calls as one box', () => {
    const log = drawn(SHOP, layoutOf(SHOP));
    expect(log.of('rect').filter((line) => line.includes('alpha 0.3'))).toEqual([
      'rect s1 0,0 999x22 alpha 0.3',
      'rect s2 0,24 399x22 alpha 0.3',
      'rect s2 400,24 399x22 alpha 0.3',
      'rect s3 0,48 199x22 alpha 0.3',
    ]);
    expect(log.texts).toEqual([
      'GET /',
      '100 ms',
      'GET /units',
      '40 ms',
      'GET /weather',
      '40 ms',
      '✕ SELECT',
      '20 ms',
    ]);
    expect(log.of('outline fail')).toHaveLength(1);
  });

  it('shows a path alone, below its callers', () => {
    const layout = layoutOf(SHOP);
    const log = drawn(SHOP, layout, 1);
    expect(log.texts).toEqual(['GET /', '100 ms', 'GET /units', '40 ms', '✕ SELECT', '20 ms']);
    expect(log.of('rect s3')[0]).toBe('rect s3 0,48 499x22 alpha 0.3');
    expect(nodeAt(layout, flameScale(layout, 1, 1000), 2, 600)).toBe(-1);
  });

  it('says in words how often, how long, and why a box is wider than its time', () => {
    const table = traceTable(`
      api  GET /all  |0-100ms|
        a  left      |0-90ms|
        b  right     |0-90ms|
    `);
    expect(flameWords(table, layoutOf(table), 0, false).spoken).toBe(
      'api, GET /all, 1 call, 100 ms, own time 10 ms, 100 % of the whole, drawn 180 ms wide: what it called overlaps or outlasts it',
    );
    expect(flameWords(SHOP, layoutOf(SHOP), 2, false).spoken).toMatch(
      /2 calls, 20 ms in all, 10 ms on average.*1 error/,
    );
  });

  it('is walked by arrows', () => {
    const layout = layoutOf(SHOP);
    const walk = (from: number, ...keys: readonly string[]) =>
      keys.reduce((node, key) => nextNode(layout, node, key), from);
    expect(walk(0, 'ArrowDown')).toBe(1);
    expect(walk(0, 'ArrowDown', 'ArrowRight')).toBe(3);
    expect(walk(3, 'ArrowRight')).toBe(3);
    expect(walk(3, 'ArrowLeft', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'End')).toBe(3);
    expect(walk(3, 'Home', 'ArrowUp', 'ArrowUp')).toBe(0);
  });

  it('keeps what is zoomed to while the trace grows', () => {
    const table = new TraceTable();
    const model = new FlameModel();
    const span = (spanId: string, parentSpanId: string, name: string, ms: number) => ({
      traceId: 'a'.repeat(32),
      spanId: spanId.repeat(16),
      parentSpanId: parentSpanId.repeat(16),
      name,
      startTimeUnixNano: '1000000',
      endTimeUnixNano: String((1 + ms) * 1e6),
    });
    const append = (...spans: readonly object[]) => {
      table.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
      model.follow({ table, version: table.version, tree: buildTraceTree(table), live: true }, () => 0);
    };
    append(span('1', '', 'root', 9), span('3', '1', 'late', 2));
    model.zoom = 1;
    append(span('2', '1', 'early', 5));
    expect(model.wordsOf(model.zoom).name).toBe('late');
  });

  it('keeps the path the reader is at when its parent arrives and takes it below itself', () => {
    const text = traceText(`
      web  click            |0-100ms|
        api  handler        |5-90ms|
          api  render       |10-20ms|
    `);
    const only = (wanted: RegExp): OtlpTraces => ({
      resourceSpans: (text.resourceSpans ?? []).map((resource) => ({
        ...resource,
        scopeSpans: (resource.scopeSpans ?? []).map(({ spans = [] }) => ({
          spans: spans.filter(({ name = '' }) => wanted.test(name)),
        })),
      })),
    });
    const table = new TraceTable();
    const model = new FlameModel();
    const arrive = (wanted: RegExp, live = true) => {
      table.appendTraces(only(wanted));
      model.follow({ table, version: table.version, tree: buildTraceTree(table), live }, () => 0);
    };
    arrive(/click|render/);
    model.active = [0, 1].find((node) => model.wordsOf(node).name === 'render') ?? -1;
    expect(model.wordsOf(model.active).spoken).toContain('its parent has not arrived');
    expect(model.layout?.paths.depth[model.active]).toBe(0);
    arrive(/handler/);
    expect(model.wordsOf(model.active).spoken).toMatch(
      /^api, render, 1 call, 10 ms, own time 10 ms, [^,]*whole$/,
    );
    expect(model.layout?.paths.depth[model.active]).toBe(2);
  });

  it('says what is open, and once the run is over that it is lost; never more than is known', () => {
    const table = traceTable(`
      web  click            |0ms-|
        api  GET /units     |10-20ms|
        api  GET /units     |30ms-|
        api  log            |40-50ms|
    `);
    const layout = layoutOf(table);
    const units = [1, 2].find((node) => flameWords(table, layout, node, true).name === 'GET /units') ?? -1;
    const spoken = (node: number, live: boolean) => flameWords(table, layout, node, live).spoken;
    expect(spoken(0, true)).toMatch(
      /^web, click, 1 call, still open, at least 50 ms, own time at least 20 ms/,
    );
    expect(spoken(0, false)).toContain('1 call, lost, at least 50 ms');
    expect(spoken(units, true)).toContain(
      '2 calls, 1 still open, at least 30 ms in all, at least 15 ms on average',
    );
    expect(flameWords(table, layout, units, true).figure).toBe('≥ 30 ms open');
    const shapes = (live: boolean) => drawn(table, layout, -1, 1000, live).of('line s').join('\n');
    expect(shapes(true)).not.toContain('dashed');
    expect(shapes(false)).toContain('dashed');
  });

  it('merges what is narrower than a pixel, and draws no more than there are pixels', () => {
    const table = new TraceTable();
    const spans = Array.from({ length: 50_000 }, (_, i) => ({
      traceId: 'a'.repeat(32),
      spanId: (i + 1).toString(16).padStart(16, '0'),
      ...(i > 0 && { parentSpanId: '1'.padStart(16, '0') }),
      name: `n${i}`,
      startTimeUnixNano: String(1e6 + i),
      endTimeUnixNano: String(i === 0 ? 1e6 + 50_000 : 1e6 + i + 1),
    }));
    table.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
    const layout = layoutOf(table);
    const boxes = boxesOfLevel(layout, flameScale(layout, -1, 1000), 1);
    expect(boxes.length).toBeLessThanOrEqual(1000);
    expect(boxes.reduce((sum, { merged }) => sum + merged, 0)).toBe(49_999);
  });

  it('has each box below its caller, none over another, each found where it is drawn', () => {
    fc.assert(
      fc.property(
        traces,
        fc.constantFrom('total' as const, 'self' as const),
        fc.nat(),
        (request, by, pick) => {
          const table = new TraceTable();
          table.appendTraces(request);
          const layout = layoutOf(table, by);
          const zoom = layout.paths.count === 0 ? -1 : (pick % (layout.paths.count + 1)) - 1;
          const scale = flameScale(layout, zoom, 800);
          for (let level = 0; level < layout.levels; level++) {
            let edgePx = 0;
            for (const box of boxesOfLevel(layout, scale, level)) {
              expect(box.leftPx).toBeGreaterThanOrEqual(edgePx - 1e-6);
              edgePx = box.leftPx + Math.max(box.widthPx, 0) - (box.widthPx <= 1 ? 1 : 0);
              expect(box.leftPx).toBeLessThanOrEqual(800 + 1e-6);
              const up = layout.paths.parent[box.node] ?? -1;
              if (up >= 0) expect(layout.leftNs[box.node]).toBeGreaterThanOrEqual(layout.leftNs[up] ?? 0);
              if (box.merged === 1 && box.widthPx > 4) {
                expect(nodeAt(layout, scale, level, box.leftPx + box.widthPx / 2)).toBe(box.node);
              }
            }
          }
        },
      ),
    );
  });

  it('draws only the levels in view of 20,000', () => {
    const table = new TraceTable();
    const spans = Array.from({ length: 20_000 }, (_, i) => ({
      traceId: 'a'.repeat(32),
      spanId: (i + 1).toString(16).padStart(16, '0'),
      ...(i > 0 && { parentSpanId: i.toString(16).padStart(16, '0') }),
      name: 'step',
      startTimeUnixNano: '1000',
      endTimeUnixNano: '90000',
    }));
    table.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
    expect(drawn(table, layoutOf(table)).of('text')).toHaveLength(2 * Math.ceil(200 / LEVEL_PX));
  });
});
