/** What a row says and shows beyond its bar: self time, moments, links away, gaps, clocks that differ. */
import { describe, expect, test } from 'vitest';
import { spanDetails } from '../../../src/timeline/layout/span-details.ts';
import { Timeline } from '../../../src/timeline/timeline.ts';
import { alignClocks } from '../../../src/trace/analysis/aligned-clocks.ts';
import { findClockSkew } from '../../../src/trace/analysis/clock-skew.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { buildTraceTree } from '../../../src/trace/model/trace-tree.ts';
import { spanNamed, TEXT_ORIGIN_NS, traceTable, traceText } from '../../support/trace-text.ts';
import { FakeSurface } from './fake-surface.ts';

function shown(table: TraceTable) {
  const surface = new FakeSurface();
  const timeline = new Timeline(surface);
  timeline.setSize(1_000, 400, 300);
  timeline.setTable(table);
  surface.frame();
  const words = (name: string) => surface.view?.words(surface.rowNames.indexOf(name));
  const factsOf = (name: string) => {
    timeline.select(spanNamed(table, name), { reveal: true, focus: false });
    surface.frame();
    const request = surface.view?.details;
    if (request === undefined) throw new Error(`No details of ${name}.`);
    const details = spanDetails(request.source, request.span);
    return { details, facts: new Map(details.facts.map(({ key, value }) => [key, value])) };
  };
  return { surface, timeline, words, factsOf };
}

describe('self time', () => {
  test('stands in the row of a span that has children, and in its details', () => {
    const { words, factsOf } = shown(traceTable('web  click  |0-100ms|\n  api  GET  |20-80ms|'));
    expect(words('click')?.detail).toBe('web · self 40 ms');
    expect(words('click')?.spoken).toBe('web, click, 100 ms, unset, self 40 ms');
    expect(words('GET')?.detail).toBe('api');
    expect(factsOf('click').facts.get('Self time')).toBe('40 ms');
  });
});

describe('repeats', () => {
  test('are one sentence: what, how often, how long, and that one parent did it', () => {
    const lines = Array.from(
      { length: 50 },
      (_, k) => `  db  SELECT devices  |${k}-${k + 1}ms|  db.system.name=postgresql`,
    );
    const { words } = shown(traceTable(`api  GET  |0-60ms|\n${lines.join('\n')}`));
    expect(words('SELECT devices ×50')?.spoken).toBe(
      'db, SELECT devices ×50, 50 ms in all, unset, one parent: N+1',
    );
  });
});

describe('moments', () => {
  test('events, log records and measurements of a span are on its row', () => {
    const table = traceTable('web  click  |0-100ms|  @event=retry:30ms');
    const ids = {
      traceId: table.strings.get(table.columns.traceId[0] ?? 0),
      spanId: table.strings.get(table.columns.spanId[0] ?? 0),
    };
    const at = (ms: number) => String(TEXT_ORIGIN_NS + BigInt(ms * 1e6));
    table.appendLogs({
      resourceLogs: [
        { scopeLogs: [{ logRecords: [{ ...ids, timeUnixNano: at(40), body: { stringValue: 'slow' } }] }] },
      ],
    });
    const exemplars = [{ ...ids, timeUnixNano: at(50), asDouble: 0.42 }];
    const dataPoints = [
      { timeUnixNano: at(99), count: '1', sum: 1, explicitBounds: [], bucketCounts: ['1'], exemplars },
    ];
    table.appendMetrics({
      resourceMetrics: [
        {
          scopeMetrics: [
            { metrics: [{ name: 'wait', unit: 's', histogram: { aggregationTemporality: 2, dataPoints } }] },
          ],
        },
      ],
    });
    const { surface, factsOf } = shown(table);
    expect(surface.stage.of('shape log')).toHaveLength(1);
    expect(surface.stage.of('rect log')).toHaveLength(1);
    expect(surface.stage.of('outline accent')).toHaveLength(1);
    expect(factsOf('click').details.measurements).toMatchObject([{ at: '50 ms', title: 'wait 0.42 s' }]);
  });
});

describe('a link to a span that is not here', () => {
  const table = () => {
    const linked = new TraceTable();
    const traces = traceText('web  first  |0-10ms|  @id=p\n---\nworker  second  |20-30ms|  @link=p');
    // The first trace has not been loaded.
    linked.appendTraces({ resourceSpans: (traces.resourceSpans ?? []).slice(1) });
    return linked;
  };

  test('is a stub at the bar and names the other trace in the row', () => {
    const { surface, words } = shown(table());
    expect(words('second')?.detail).toMatch(/^worker · → trace [0-9a-f]{8}$/);
    expect(surface.stage.of('shape ink-faint')).toHaveLength(1);
    expect(surface.stage.of('curve')).toHaveLength(0);
  });

  test('says so in the details', () => {
    const { details } = shown(table()).factsOf('second');
    expect(details.links[0]).toMatchObject({
      target: undefined,
      label: expect.stringContaining('not loaded here'),
    });
  });
});

describe('gaps', () => {
  const TRACE = 'web  click  |0-100ms|\n  api  parse  |0-20ms|\n  api  render  |80-100ms|';

  test('are boxes on the bar with their length, on request', () => {
    const { surface, timeline } = shown(traceTable(TRACE));
    expect(surface.stage.texts.some((text) => text.includes('without a span'))).toBe(false);
    timeline.setOverlay('gaps');
    surface.frame();
    expect(surface.stage.texts).toContain('60 ms without a span');
  });

  test('say how long they are, however little of them is in sight', () => {
    const { surface, timeline } = shown(traceTable(TRACE));
    timeline.setOverlay('gaps');
    const { startNs } = timeline.table.bounds();
    timeline.move((viewport) => viewport.show({ startNs: startNs + 30e6, endNs: startNs + 40e6 }));
    surface.frame();
    expect(surface.stage.texts).toContain('60 ms without a span');
  });

  test('are told in the details', () => {
    expect(shown(traceTable(TRACE)).factsOf('click').facts.get('Without a span')).toBe('60 ms from 20 ms');
  });
});

describe('clocks that differ', () => {
  const TRACE = 'web  call  |12-112ms|  @kind=client\n  api  serve  |0-60ms|  @kind=server';

  test('are told by the row and the header, and marked at the bar, and nothing is moved', () => {
    const { surface, words } = shown(traceTable(TRACE));
    expect(words('serve')?.detail).toBe('api · starts 12 ms before its caller · clocks differ');
    expect(surface.view?.summary.notes.map(({ text }) => text)).toContain('clocks differ');
    expect(surface.stage.of('line log').filter((line) => line.endsWith('dashed'))).toHaveLength(1);
    const { startNs } = surface.view?.frame.table.columns ?? {};
    expect((startNs?.[0] ?? 0) - (startNs?.[1] ?? 0)).toBe(12e6);
  });

  test('are bounded in the details', () => {
    expect(shown(traceTable(TRACE)).factsOf('serve').facts.get('Clock')).toBe(
      'starts 12 ms before its caller. The clock of api is between 12 ms and 52 ms behind that of web, by what this trace shows. Times are shown as they were sent.',
    );
  });
});

describe('clocks aligned on request', () => {
  test('say of each span that was moved by how much', () => {
    const table = traceTable('web  call  |12-112ms|  @kind=client\n  api  serve  |0-60ms|  @kind=server');
    const { offsetNs } = findClockSkew(table, buildTraceTree(table));
    const surface = new FakeSurface();
    const timeline = new Timeline(surface);
    timeline.setSize(1_000, 400, 300);
    timeline.setTable(alignClocks(table, offsetNs));
    surface.frame();
    expect(surface.view?.words(1).detail).toBe('api · shifted by +32 ms, as shown');
    expect(surface.view?.summary.notes).toEqual([]);
  });
});

describe('as of an earlier time', () => {
  test('what began later has no row, what ended later is open, and its failure is not known yet', () => {
    const table = traceTable(
      'web  click  |0-100ms|  @status=error\n  api  a  |10-20ms|\n  api  b  |60-70ms|',
    );
    const { surface, timeline, factsOf } = shown(table);
    timeline.setAsOf(50e6);
    surface.frame();
    expect(surface.rowNames).toEqual(['click', 'a']);
    expect(factsOf('click').facts.get('Status')).toBe('unset');
    expect(factsOf('click').facts.get('Duration')).toBe('open: still running');
    expect(factsOf('b').facts.get('Duration')).toBe('not begun yet');
    expect(surface.view?.words(0).duration).toBe('open');
    expect(surface.stage.of('outline fail')).toHaveLength(0);
    timeline.setAsOf(undefined);
    surface.frame();
    expect(surface.rowNames).toEqual(['click', 'a', 'b']);
    expect(factsOf('click').facts.get('Status')).toBe('error');
    expect(surface.stage.of('outline fail')).toHaveLength(1);
  });
});
