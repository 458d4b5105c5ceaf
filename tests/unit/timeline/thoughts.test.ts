/** What is thought about a trace of many spans comes behind its first frame, a part at a time, and is there in the end. */
import { expect, test } from 'vitest';
import { Timeline } from '../../../src/timeline/timeline.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { FakeSurface } from './fake-surface.ts';

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
const ms = (value: number) => String(1_790_000_000_000_000_000n + BigInt(value) * 1_000_000n);

/** A request whose server says it began before it was called, a child of nobody, and an id that two spans have. */
function oddTrace(spans: number): TraceTable {
  const table = new TraceTable();
  const span = (id: number, name: string, fromMs: number, toMs: number, more: object = {}) => ({
    traceId: hex(1, 32),
    spanId: hex(id, 16),
    name,
    startTimeUnixNano: ms(fromMs),
    endTimeUnixNano: ms(toMs),
    ...more,
  });
  const of = (service: string, list: readonly object[]) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeSpans: [{ spans: list }],
  });
  const many = Array.from({ length: spans - 5 }, (_, at) =>
    span(100 + at, `step ${at % 7}`, 10, 20, { parentSpanId: hex(1, 16) }),
  );
  table.appendTraces({
    resourceSpans: [
      of('web', [
        span(1, 'click', 0, 100),
        span(2, 'call', 10, 50, { kind: 3, parentSpanId: hex(1, 16) }),
        span(5, 'twin', 60, 70, { parentSpanId: hex(1, 16) }),
        ...many,
      ]),
      of('api', [
        span(3, 'serve', 5, 40, { kind: 2, parentSpanId: hex(2, 16) }),
        span(5, 'other twin', 60, 70, { parentSpanId: hex(9, 16) }),
      ]),
    ],
  } as never);
  return table;
}

const NOTES = ['orphans', 'namesakes', 'clocks'];

function shown(table: TraceTable) {
  const surface = new FakeSurface();
  const timeline = new Timeline(surface);
  timeline.setSize(1_000, 400, 300);
  timeline.setTable(table);
  surface.frame();
  const notes = () => surface.view?.summary.notes.map(({ type }) => type);
  /** Of the row of the span that calls itself so. */
  const detail = (name: string) => {
    const row = surface.rowNames.indexOf(name);
    return surface.view?.words(row).detail ?? '';
  };
  return { surface, timeline, notes, detail };
}

test('of few spans it is there at once', () => {
  const { surface, notes, detail } = shown(oddTrace(50));
  expect(notes()).toEqual(NOTES);
  expect(detail('other twin')).toContain('its id is used twice');
  expect(surface.think()).toBe(false);
});

test('of many it comes behind the first frame: clocks, then faults, each with a frame of its own', () => {
  const { surface, notes, detail } = shown(oddTrace(25_000));
  expect(notes()).toEqual([]);
  expect(detail('serve')).not.toContain('clocks differ');
  expect(detail('other twin')).toContain('parent not here');
  expect(detail('other twin')).not.toContain('its id is used twice');

  expect(surface.think()).toBe(true);
  surface.frame();
  expect(notes()).toEqual(['clocks']);
  expect(detail('serve')).toContain('starts 5 ms before its caller · clocks differ');

  expect(surface.think()).toBe(true);
  surface.frame();
  expect(notes()).toEqual(NOTES);
  expect(detail('other twin')).toContain('its id is used twice');
  expect(surface.think()).toBe(false);
  expect(surface.isFrameAsked).toBe(false);
});

test('of a table that grows faster than that, what was known is told on, and each part has its turn', () => {
  const table = oddTrace(25_000);
  const { surface, timeline, notes } = shown(table);
  while (surface.think()) surface.frame();
  const batch = (id: number) => ({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: hex(1, 32),
                spanId: hex(id, 16),
                parentSpanId: hex(id + 9_000, 16),
                name: 'late',
                startTimeUnixNano: ms(10),
                endTimeUnixNano: ms(11),
              },
            ],
          },
        ],
      },
    ],
  });
  const orphans = () => surface.view?.summary.notes.find(({ type }) => type === 'orphans')?.text;
  expect(orphans()).toBe('1 parent missing');
  for (const id of [900_000, 900_001, 900_002]) {
    table.appendTraces(batch(id));
    timeline.refresh();
    surface.frame();
    expect(notes()).toEqual(NOTES);
    surface.think();
  }
  surface.frame();
  expect(orphans()).toBe('3 parents missing');
});
