import { describe, expect, it } from 'vitest';
import {
  itemWith,
  keyOf,
  type MapItem,
  nextItem,
} from '../../../src/timeline/views/service-map/map-items.ts';
import {
  isTooLarge,
  mapLayout,
  NODE_HEIGHT_PX,
  pathThrough,
} from '../../../src/timeline/views/service-map/map-layout.ts';
import {
  edgeFigures,
  legendWords,
  lineOf,
  spokenEdge,
  spokenNode,
} from '../../../src/timeline/views/service-map/map-words.ts';
import { type ServiceMap, serviceMap } from '../../../src/trace/analysis/service-map.ts';
import type { SpanIndex } from '../../../src/trace/model/types.ts';
import { traceTable } from '../../support/trace-text.ts';

const SHOP = serviceMap(
  traceTable(`
    web  click            |0-100ms|
      api  GET /units     |2-50ms|   @kind=server
        api  SELECT       |3-9ms|    @kind=client db.system.name=postgresql
      api  GET /units     |62-72ms|  @kind=server @status=error
      hub  GET /weather   |80-90ms|
  `),
);

/** A ring of services, each calling the next, and the one after that. */
function ring(count: number): ServiceMap {
  const nodes = Array.from({ length: count }, (_, id) => ({
    id,
    type: 'service' as const,
    name: `s${id}`,
    service: id,
    spans: [],
    errors: 0,
  }));
  const edges = nodes.flatMap(({ id }) =>
    [1, 2].map((by) => ({
      from: id,
      to: (id + by) % count,
      spans: [0 as SpanIndex],
      errors: 0,
      open: 0,
      p50Ns: 1,
      p95Ns: 1,
    })),
  );
  return { nodes, edges, orphans: 0 };
}

describe('the layout of the service map', () => {
  it.each(['LR', 'TB'] as const)(
    'stands callers before the called, and nothing on anything else: %s',
    (direction) => {
      const layout = mapLayout(SHOP, direction, () => 12);
      const along = (at: number) => (direction === 'LR' ? layout.nodes[at]?.xPx : layout.nodes[at]?.yPx) ?? 0;
      for (const { from, to } of SHOP.edges) expect(along(from)).toBeLessThan(along(to));
      layout.nodes.forEach((a, i) => {
        for (const b of layout.nodes.slice(i + 1)) {
          const apart =
            Math.abs(a.xPx - b.xPx) >= (a.widthPx + b.widthPx) / 2 ||
            Math.abs(a.yPx - b.yPx) >= NODE_HEIGHT_PX;
          expect(apart).toBe(true);
        }
      });
    },
  );

  it('draws services that call each other in circles, and one that calls itself', () => {
    const circle = ring(6);
    const self = { from: 0, to: 0, spans: [0 as SpanIndex], errors: 0, open: 0, p50Ns: 1, p95Ns: 1 };
    const layout = mapLayout({ ...circle, edges: [...circle.edges, self] }, 'LR', () => 8);
    expect(layout.edges).toHaveLength(13);
    for (const { points } of layout.edges) {
      expect(points.length).toBeGreaterThan(1);
      expect(pathThrough(points)).toMatch(/^M[\d. -]+([QL][\d. -]+)+$/);
    }
  });

  it('leaves what is too large to the table', () => {
    expect(isTooLarge(ring(200))).toBe(false);
    expect(isTooLarge(ring(201))).toBe(true);
  });

  it('is walked along the calls, and among its like', () => {
    const layout = mapLayout(SHOP, 'LR', () => 12);
    const walk = (...steps: readonly Parameters<typeof nextItem>[3][]) =>
      steps.reduce<MapItem>((item, step) => nextItem(SHOP, layout, item, step, 'LR'), {
        type: 'node',
        at: 0,
      });
    expect(walk('back')).toEqual({ type: 'node', at: 0 });
    expect(walk('forward').type).toBe('edge');
    expect(SHOP.nodes[walk('forward', 'forward').at]?.name).not.toBe('web');
    expect(walk('forward', 'forward', 'back', 'back')).toEqual({ type: 'node', at: 0 });
    const names = [0, 1, 2, 3].map(
      (steps) => SHOP.nodes[walk(...Array.from({ length: steps }, () => 'next' as const)).at]?.name,
    );
    expect(new Set(names)).toEqual(new Set(['web', 'api', 'hub', 'postgresql']));
  });
});

const placeNamed = ({ nodes }: ServiceMap, name: string) => {
  const node = nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw new Error(`nothing is called ${name} on the map`);
  return node;
};
const wayTo = (map: ServiceMap, name: string) => {
  const { id } = placeNamed(map, name);
  const edge = map.edges.find(({ to }) => to === id);
  if (edge === undefined) throw new Error(`no way leads to ${name}`);
  return edge;
};

it('says in words what is on the map, and what share of the calls failed', () => {
  expect(spokenNode(SHOP, placeNamed(SHOP, 'api'))).toBe(
    'api, service, 3 spans, 1 error (33 %), calls postgresql, called by web',
  );
  const edge = wayTo(SHOP, 'api');
  expect(spokenEdge(SHOP, edge, false)).toBe('web to api, 2 calls, p50 10 ms, p95 48 ms, 1 error (50 %)');
  expect(lineOf(edgeFigures(edge, false))).toBe('2 calls · ✕ 1, 50 %');
  expect(edgeFigures(edge, false).times).toBe('10 ms · 48 ms');
  expect(legendWords(SHOP, false)).toContain('The red, thicker part of a way is the share that failed.');
});

describe('the map of a live run', () => {
  const OPEN = traceTable(`
    web  click             |0ms-|
      web  GET             |1ms-|    @kind=client server.address=api.example
      api  GET /units      |2-40ms|  @kind=server
      api  GET /units      |3ms-|    @kind=server
      hub  GET /weather    |4-9ms|   @parent=late
  `);

  it('does not take a call under way for one to the outside; once the run is over, it is', () => {
    const places = (live: boolean) => new Set(serviceMap(OPEN, live).nodes.map(({ name }) => name));
    expect(places(true)).toEqual(new Set(['web', 'api', 'hub']));
    expect(places(false)).toEqual(new Set(['web', 'api', 'hub', 'api.example']));
  });

  it('tells open calls from lost ones, and times those that have ended', () => {
    const map = serviceMap(OPEN, true);
    const edge = wayTo(map, 'api');
    expect(spokenEdge(map, edge, true)).toBe('web to api, 2 calls, 1 still open, 38 ms');
    expect(edgeFigures(edge, true)).toMatchObject({ calls: '2 calls · 1 open', times: '38 ms' });
    expect(edgeFigures(edge, false).calls).toBe('2 calls · 1 lost');
    const outside = wayTo(serviceMap(OPEN), 'api.example');
    expect(edgeFigures(outside, false).times).toBe('no end');
  });

  it('says whose callers are not known (yet)', () => {
    const map = serviceMap(OPEN, true);
    expect(legendWords(map, true)).toContain('Who called 1 span is not known: its parent has not arrived.');
    expect(legendWords(map, false)).toContain('its parent is not here');
  });

  it('keeps what the reader points at when places before it come or go', () => {
    const before = serviceMap(OPEN, false);
    const after = serviceMap(OPEN, true);
    const api = { type: 'node' as const, at: placeNamed(before, 'api').id };
    expect(itemWith(after, 'node', keyOf(before, api))?.at).toBe(placeNamed(after, 'api').id);
    const way = { type: 'edge' as const, at: before.edges.indexOf(wayTo(before, 'api')) };
    const found = itemWith(after, 'edge', keyOf(before, way));
    expect(after.edges[found?.at ?? -1]).toEqual(wayTo(after, 'api'));
    const gone = { type: 'node' as const, at: placeNamed(before, 'api.example').id };
    expect(itemWith(after, 'node', keyOf(before, gone))).toBeUndefined();
  });
});
