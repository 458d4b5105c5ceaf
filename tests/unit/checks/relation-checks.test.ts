/** Checks of how spans stand to each other: roots, parents, links, traces, times. */
import { describe, expect, it } from 'vitest';
import { evaluateCheck } from '../../../src/trace/checks/evaluate-check.ts';
import type { CheckRule } from '../../../src/trace/checks/types.ts';
import { evidenceOf, joined, namesOf, UNITS } from './evidence.ts';

describe('onlyRoot and noOrphans', () => {
  const onlyUnits: CheckRule = { type: 'onlyRoot', select: UNITS };
  const lost = evidenceOf(`
    building-api    GET /units    |0-40ms|
    device-gateway  GET /devices  |5-9ms|   @parent=lost
    event-worker    drain         |10-20ms| @parent=none
  `);

  it('passes on one root, the wanted one', () => {
    expect(evaluateCheck(onlyUnits, joined)).toMatchObject({ pass: true, seen: '1 root: GET /units' });
    expect(evaluateCheck({ type: 'noOrphans' }, joined)).toMatchObject({
      pass: true,
      seen: 'all parents of 2 spans',
    });
  });

  it('shows the other roots', () => {
    const result = evaluateCheck(onlyUnits, lost);
    expect(result).toMatchObject({ pass: false, seen: '2 roots: GET /units, drain' });
    expect(namesOf(lost, result.spans)).toEqual(['drain']);
  });

  it('fails on one root that is another', () => {
    expect(evaluateCheck({ type: 'onlyRoot', select: '{ name = "SELECT units" }' }, joined).pass).toBe(false);
  });

  it('shows the orphans', () => {
    const result = evaluateCheck({ type: 'noOrphans' }, lost);
    expect(result).toMatchObject({ pass: false, seen: '1 orphan: GET /devices' });
    expect(namesOf(lost, result.spans)).toEqual(['GET /devices']);
  });
});

describe('relations of two selections', () => {
  const queue = evidenceOf(`
    building-api  POST /events    |0-40ms|
      building-api  publish       |5-9ms|    @kind=producer @id=sent
    ---
    event-worker  process         |20-30ms|  @kind=consumer @link=sent
    ---
    event-worker  process         |50-60ms|  @kind=consumer
  `);
  const linked: CheckRule = { type: 'linksTo', from: '{ kind = consumer }', to: '{ kind = producer }' };

  it('linksTo shows the spans without a link', () => {
    const result = evaluateCheck(linked, queue);
    expect(result).toMatchObject({ pass: false, seen: 'without a link: process' });
    expect(result.spans).toHaveLength(1);
  });

  it('linksTo passes when each span links, and shows both ends', () => {
    const both = evidenceOf(`
      building-api  publish  |5-9ms|    @kind=producer @id=sent
      ---
      event-worker  process  |20-30ms|  @kind=consumer @link=sent
    `);
    const result = evaluateCheck(linked, both);
    expect(result.pass).toBe(true);
    expect(namesOf(both, result.spans)).toEqual(['process', 'publish']);
  });

  it('linksTo tells a link elsewhere from none', () => {
    const elsewhere = evidenceOf(`
      building-api  publish  |5-9ms|    @kind=producer
      ---
      event-worker  process  |20-30ms|  @kind=consumer @link=somewhere
    `);
    expect(evaluateCheck(linked, elsewhere).seen).toBe('linked elsewhere: process');
  });

  it('sameTrace passes only where each trace holds both', () => {
    const rule: CheckRule = { type: 'sameTrace', a: '{ name = "POST /events" }', b: '{ kind = producer }' };
    expect(evaluateCheck(rule, queue)).toMatchObject({ pass: true, seen: 'one trace' });
    expect(evaluateCheck({ ...rule, b: '{ kind = consumer }' }, queue)).toMatchObject({
      pass: false,
      seen: 'alone in a trace of their own: process ×2, POST /events',
    });
  });

  it('childOf wants a direct parent', () => {
    const rule: CheckRule = {
      type: 'childOf',
      child: '{ kind = producer }',
      parent: '{ name = "POST /events" }',
    };
    expect(evaluateCheck(rule, queue)).toMatchObject({ pass: true, seen: 'all 1 span' });
    const deeper = evidenceOf(`
      a  POST /events  |0-40ms|
        a  transaction  |1-30ms|
          a  publish   |5-9ms|  @kind=producer
    `);
    expect(evaluateCheck(rule, deeper)).toMatchObject({ pass: false, seen: 'publish under transaction' });
  });

  it('an empty side fails, and is named', () => {
    for (const rule of [
      { type: 'childOf', child: '{ name = "x" }', parent: '{ }' },
      { type: 'linksTo', from: '{ name = "x" }', to: '{ }' },
      { type: 'sameTrace', a: '{ name = "x" }', b: '{ }' },
    ] satisfies CheckRule[]) {
      expect(evaluateCheck(rule, queue)).toMatchObject({
        pass: false,
        seen: 'no span matches { name = "x" }',
      });
    }
  });
});

describe('overlap', () => {
  const rule: CheckRule = { type: 'overlap', select: '{ name =~ "hub.*" }' };

  it('passes when all run at once', () => {
    const parallel = evidenceOf(`
      a  all     |0-100ms|
        a  hub 1  |1-80ms|
        a  hub 2  |2-81ms|
        a  hub 3  |3-90ms|
    `);
    expect(evaluateCheck(rule, parallel)).toMatchObject({ pass: true, seen: '3 at the same time' });
  });

  it('fails when one waits for another, even if neighbours overlap', () => {
    const staggered = evidenceOf(`
      a  all     |0-200ms|
        a  hub 1  |0-80ms|
        a  hub 2  |40-120ms|
        a  hub 3  |90-160ms|
    `);
    const result = evaluateCheck(rule, staggered);
    expect(result).toMatchObject({ pass: false, seen: 'hub 3 began 10 ms after hub 1 had ended' });
    expect(namesOf(staggered, result.spans)).toEqual(['hub 1', 'hub 3']);
  });

  it('fails on fewer than two, and counts a touch as waiting', () => {
    expect(evaluateCheck(rule, evidenceOf('a  hub 1  |0-10ms|')).seen).toBe('1 span for { name =~ "hub.*" }');
    const touching = evidenceOf(`
      a  hub 1  |0-10ms|
      a  hub 2  |10-20ms|
    `);
    expect(evaluateCheck(rule, touching)).toMatchObject({
      pass: false,
      seen: 'hub 2 began just as hub 1 had ended',
    });
  });
});
