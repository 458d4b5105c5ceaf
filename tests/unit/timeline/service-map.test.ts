import { describe, expect, it } from 'vitest';
import {
  isTooLarge,
  type MapItem,
  mapLayout,
  NODE_HEIGHT_PX,
  nextItem,
  pathThrough,
} from '../../../src/timeline/views/service-map/map-layout.ts';
import { edgeLines, spokenEdge, spokenNode } from '../../../src/timeline/views/service-map/map-words.ts';
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
      p50Ns: 1,
      p95Ns: 1,
    })),
  );
  return { nodes, edges };
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
    const self = { from: 0, to: 0, spans: [0 as SpanIndex], errors: 0, p50Ns: 1, p95Ns: 1 };
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

it('says in words what is on the map', () => {
  const api = SHOP.nodes.find(({ name }) => name === 'api');
  const edge = SHOP.edges.find(({ to }) => to === api?.id);
  if (api === undefined || edge === undefined) throw new Error('no api on the map');
  expect(spokenNode(SHOP, api)).toBe('api, service, 3 spans, errors: 1, calls postgresql, called by web');
  expect(spokenEdge(SHOP, edge)).toBe('web to api, 2 calls, p50 10 ms, p95 48 ms, 1 error');
  expect(edgeLines(edge)).toEqual(['2 calls · ✕ 1', '10 ms · 48 ms']);
});
