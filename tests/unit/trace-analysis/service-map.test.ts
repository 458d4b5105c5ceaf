import { describe, expect, it } from 'vitest';
import { serviceMap } from '../../../src/trace/analysis/service-map.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import type { TraceReader } from '../../../src/trace/model/types.ts';
import { dedent, traceTable } from '../../support/trace-text.ts';

function described(table: TraceReader): string {
  const { nodes, edges } = serviceMap(table);
  const name = (id: number) => {
    const node = nodes[id];
    return node?.type === 'service' ? node.name : `${node?.type} ${node?.name}`;
  };
  return edges
    .map(({ from, to, spans, errors, p50Ns, p95Ns }) => {
      const failed = errors > 0 ? ` ${errors} failed` : '';
      return `${name(from)} -> ${name(to)} x${spans.length}${failed} ${p50Ns / 1e6} ${p95Ns / 1e6}`;
    })
    .join('\n');
}

describe('the service map', () => {
  it('has an edge for each call between services, with its times and failures', () => {
    const table = traceTable(`
      web  click               |0-100ms|
        web  GET               |1-60ms|   @kind=client server.address=api
          api  GET /units      |2-50ms|   @kind=server
            api  inner         |3-5ms|
        web  GET               |61-99ms|  @kind=client server.address=api
          api  GET /units      |62-72ms|  @kind=server @status=error
    `);
    expect(described(table)).toBe('web -> api x2 1 failed 10 48');
  });

  it('has databases, queues and what is outside as nodes of their own', () => {
    const table = traceTable(`
      api  POST /orders             |0-100ms|
        api  INSERT orders          |1-9ms|    @kind=client db.system.name=postgresql db.namespace=shop
        api  GET                    |10-20ms|  @kind=client server.address=tax.example
        api  send orders            |21-22ms|  @kind=producer messaging.system.name=kafka messaging.destination.name=orders
          worker  process orders    |50-60ms|  @kind=consumer messaging.system=kafka messaging.destination.name=orders
            worker  GET             |51-52ms|  @kind=client db.system=redis
    `);
    expect(described(table)).toBe(
      dedent(`
        api -> database postgresql shop x1 8 8
        api -> outside tax.example x1 10 10
        api -> queue orders x1 1 1
        queue orders -> worker x1 10 10
        worker -> database redis x1 1 1
      `),
    );
  });

  it('lets services call each other in circles, and themselves', () => {
    const table = traceTable(`
      a  one        |0-100ms|
        b  two      |1-90ms|
          a  three  |2-80ms|
            a  call      |3-70ms|  @kind=client
              a  answer  |4-60ms|  @kind=server
    `);
    expect(described(table)).toBe('b -> a x1 78 78\na -> a x1 56 56\na -> b x1 89 89');
  });

  it('is empty for an empty table, and stands a span that is its own parent', () => {
    expect(serviceMap(new TraceTable())).toEqual({ nodes: [], edges: [], orphans: 0 });
    expect(described(traceTable('a  self  |0-1ms|  @id=x @parent=x'))).toBe('');
  });
});
