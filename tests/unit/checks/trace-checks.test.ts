import { describe, expect, it } from 'vitest';
import { evaluateCheck } from '../../../src/trace/checks/evaluate-check.ts';
import type { CheckRule } from '../../../src/trace/checks/types.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { traceTable } from '../../support/trace-text.ts';
import { evidenceOf, namesOf } from './evidence.ts';

const UNITS = '{ name = "GET /units" }';

const nPlusOne = evidenceOf(`
  building-api  GET /units           |0-120ms|  @kind=server http.route=/units
    building-api  SELECT units       |5-12ms|   @kind=client db.system.name=postgresql db.query.text="SELECT * FROM units WHERE building_id = 1"
    building-api  SELECT devices     |15-22ms|  @kind=client db.system.name=postgresql db.query.text="SELECT * FROM devices WHERE unit_id = 1"
    building-api  SELECT devices     |25-32ms|  @kind=client db.system.name=postgresql db.query.text="SELECT * FROM devices WHERE unit_id = 2"
    building-api  SELECT devices     |35-42ms|  @kind=client db.system.name=postgresql db.query.text="SELECT * FROM devices WHERE unit_id = 3"
`);
const joined = evidenceOf(`
  building-api  GET /units           |0-40ms|  @kind=server http.route=/units
    building-api  SELECT units       |5-12ms|   @kind=client db.system.name=postgresql db.query.text="SELECT * FROM units WHERE building_id = 1"
    building-api  SELECT devices     |15-22ms|  @kind=client db.system.name=postgresql db.query.text="SELECT * FROM devices WHERE unit_id IN (1, 2, 3)"
`);
const uninstrumented = evidenceOf(`
  building-api  GET /units           |0-40ms|  @kind=server http.route=/units
`);

describe('traceql', () => {
  const atMostTwo: CheckRule = {
    type: 'traceql',
    query: `${UNITS} >> { span.db.system.name != nil } | count() <= 2`,
    matches: 'some',
  };

  it('passes with the spans that prove it, in the words of its aggregate', () => {
    const result = evaluateCheck(atMostTwo, joined);
    expect(result).toMatchObject({ pass: true, expected: 'at most 2', seen: '2' });
    expect(namesOf(joined, result.spans)).toEqual(['SELECT units', 'SELECT devices']);
  });

  it('fails with the spans that break it, counted by name', () => {
    const result = evaluateCheck(atMostTwo, nPlusOne);
    expect(result).toMatchObject({
      pass: false,
      expected: 'at most 2',
      seen: '4: SELECT devices ×3, SELECT units',
    });
    expect(result.spans).toHaveLength(4);
  });

  it('does not take silence for few: no database span is not "at most 2"', () => {
    expect(evaluateCheck(atMostTwo, uninstrumented)).toMatchObject({
      pass: false,
      expected: 'at most 2',
      seen: 'no span matches { span.db.system.name != nil }',
    });
  });

  it('joins the bounds of a range', () => {
    const query = `{ span.db.system.name != nil } | count() >= 1 | count() <= 2`;
    expect(evaluateCheck({ type: 'traceql', query, matches: 'some' }, nPlusOne)).toMatchObject({
      pass: false,
      expected: 'at least 1 and at most 2',
      seen: '4: SELECT devices ×3, SELECT units',
    });
  });

  it('names other aggregates, and writes durations as durations', () => {
    const query = `{ span.db.system.name != nil } | max(duration) < 5ms`;
    expect(evaluateCheck({ type: 'traceql', query, matches: 'some' }, joined)).toMatchObject({
      pass: false,
      expected: 'max(duration) less than 5 ms',
      seen: '7 ms',
    });
  });

  it('says which side of a relation is missing, and when both are there but apart', () => {
    const apart = evidenceOf(`
      building-api  GET /units       |0-40ms|
      building-api  SELECT units     |5-12ms|  @parent=none
    `);
    const query = '{ name = "GET /units" } >> { name = "SELECT units" }';
    expect(evaluateCheck({ type: 'traceql', query, matches: 'some' }, apart).seen).toBe(
      'both sides, but never related by >>: { name = "GET /units" }: GET /units; { name = "SELECT units" }: SELECT units',
    );
  });

  it('says which condition was not met, and what was there instead', () => {
    const seen = (query: string) => evaluateCheck({ type: 'traceql', query, matches: 'some' }, nPlusOne).seen;
    expect(seen('{ name = "GET /units" && kind = server && duration >= 700ms }')).toBe(
      'GET /units, but duration is 120 ms',
    );
    expect(seen('{ kind = client && span.db.system.name = "mysql" }')).toBe(
      'SELECT devices ×3, SELECT units, but span.db.system.name is "postgresql"',
    );
    expect(seen('{ kind = server && span.bldg.device.id != nil }')).toBe(
      'GET /units, but span.bldg.device.id is missing',
    );
    expect(seen('{ name = "GET /unit" }')).toBe('none of 5 spans has name = "GET /unit"');
    expect(seen('{ kind = server && !(status = unset) }')).toBe('GET /units, but without !(status = unset)');
  });

  it('turned round, fails on what it finds and passes on nothing at all', () => {
    const noErrors: CheckRule = { type: 'traceql', query: '{ status = error }', matches: 'none' };
    const failing = evidenceOf(`a  broken  |0-1ms|  @status=error`);
    expect(evaluateCheck(noErrors, joined)).toMatchObject({ pass: true, expected: 'no match' });
    expect(evaluateCheck(noErrors, failing)).toMatchObject({ pass: false, seen: '1 span: broken' });
    expect(evaluateCheck(noErrors, evidenceOf(new TraceTable()))).toMatchObject({
      pass: true,
      seen: 'no spans arrived',
    });
  });

  it('turned round, expects the opposite of its aggregate', () => {
    const query = `{ span.db.system.name != nil } | count() > 2`;
    expect(evaluateCheck({ type: 'traceql', query, matches: 'none' }, nPlusOne)).toMatchObject({
      pass: false,
      expected: 'at most 2',
      seen: '4: SELECT devices ×3, SELECT units',
    });
  });
});

describe('noRepeatedQuery', () => {
  const rule: CheckRule = { type: 'noRepeatedQuery', under: UNITS };

  it('fails on the same statement again and again, whatever its literals', () => {
    const result = evaluateCheck(rule, nPlusOne);
    expect(result).toMatchObject({
      pass: false,
      seen: '3 × SELECT * FROM devices WHERE unit_id = ? under GET /units',
    });
    expect(namesOf(nPlusOne, result.spans)).toEqual(['SELECT devices', 'SELECT devices', 'SELECT devices']);
  });

  it('passes on different statements, and says how many it saw', () => {
    expect(evaluateCheck(rule, joined)).toMatchObject({ pass: true, seen: '2 queries, none repeated' });
  });

  it('does not pass where it saw no query', () => {
    expect(evaluateCheck(rule, uninstrumented)).toMatchObject({
      pass: false,
      seen: `no query under ${UNITS}`,
    });
  });

  it('allows as many as it is told to', () => {
    expect(evaluateCheck({ ...rule, max: 3 }, nPlusOne).pass).toBe(true);
    expect(evaluateCheck({ ...rule, max: 2 }, nPlusOne).pass).toBe(false);
  });

  it('does not look outside', () => {
    expect(evaluateCheck({ ...rule, under: '{ name = "SELECT units" }' }, nPlusOne)).toMatchObject({
      pass: false,
      seen: 'no query under { name = "SELECT units" }',
    });
  });
});

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

describe('attributes', () => {
  const evidence = evidenceOf(`
    building-api  read   |0-1ms|  tier=gold retries=2
    building-api  write  |0-1ms|  tier=lead
  `);

  it('attribute wants the key, or the value, on each span', () => {
    expect(evaluateCheck({ type: 'attribute', select: '{ }', key: 'tier' }, evidence).pass).toBe(true);
    expect(evaluateCheck({ type: 'attribute', select: '{ }', key: 'retries' }, evidence)).toMatchObject({
      pass: false,
      expected: 'retries on each span',
      seen: 'no retries on write',
    });
    const wrong = evaluateCheck({ type: 'attribute', select: '{ }', key: 'tier', equals: 'gold' }, evidence);
    expect(wrong).toMatchObject({
      pass: false,
      expected: 'tier = "gold" on each span',
      seen: '"lead" on write',
    });
    expect(namesOf(evidence, wrong.spans)).toEqual(['write']);
  });

  it('a number is not its text', () => {
    const rule: CheckRule = { type: 'attribute', select: '{ name = "read" }', key: 'retries', equals: '2' };
    expect(evaluateCheck(rule, evidence).pass).toBe(false);
    expect(evaluateCheck({ ...rule, equals: 2 }, evidence).pass).toBe(true);
  });

  it('noAttribute shows the bearers, and needs spans to look at', () => {
    expect(evaluateCheck({ type: 'noAttribute', select: '{ }', key: 'retries' }, evidence)).toMatchObject({
      pass: false,
      seen: 'retries on read',
    });
    expect(evaluateCheck({ type: 'noAttribute', select: '{ }', key: 'x' }, evidence).pass).toBe(true);
    expect(evaluateCheck({ type: 'noAttribute', select: '{ name = "?" }', key: 'x' }, evidence).pass).toBe(
      false,
    );
  });

  it('resource reads the resource', () => {
    const rule: CheckRule = { type: 'resource', select: '{ }', key: 'service.name', equals: 'building-api' };
    expect(evaluateCheck(rule, evidence).pass).toBe(true);
    expect(evaluateCheck({ ...rule, equals: 'gateway' }, evidence)).toMatchObject({
      pass: false,
      seen: '"building-api" on read, write',
    });
  });
});

describe('kept', () => {
  const evidence = evidenceOf(`
    a  GET /  |0-1ms|  @status=error
    ---
    a  GET /  |0-1ms|
      a  child  |0-1ms|
  `);

  it('counts spans or traces', () => {
    expect(evaluateCheck({ type: 'kept', select: '{ }', unit: 'spans', exactly: 3 }, evidence).pass).toBe(
      true,
    );
    expect(evaluateCheck({ type: 'kept', select: '{ }', unit: 'traces', atMost: 1 }, evidence)).toMatchObject(
      {
        pass: false,
        expected: 'at most 1 trace',
        seen: '2 traces',
      },
    );
    const errors: CheckRule = { type: 'kept', select: '{ status = error }', unit: 'traces', exactly: 1 };
    expect(evaluateCheck(errors, evidence).pass).toBe(true);
  });

  it('without a bound there is nothing to pass', () => {
    expect(evaluateCheck({ type: 'kept', select: '{ }', unit: 'spans' }, evidence).pass).toBe(false);
  });
});

describe('no check passes by silence', () => {
  const everyRule: readonly CheckRule[] = [
    { type: 'traceql', query: '{ }', matches: 'some' },
    { type: 'onlyRoot', select: '{ }' },
    { type: 'noOrphans' },
    { type: 'sameTrace', a: '{ }', b: '{ }' },
    { type: 'childOf', child: '{ }', parent: '{ }' },
    { type: 'linksTo', from: '{ }', to: '{ }' },
    { type: 'noRepeatedQuery', under: '{ }' },
    { type: 'overlap', select: '{ }' },
    { type: 'attribute', select: '{ }', key: 'x' },
    { type: 'noAttribute', select: '{ }', key: 'x' },
    { type: 'metric', name: 'x', noOverflow: true },
    { type: 'log' },
    { type: 'kept', select: '{ }', unit: 'spans', atMost: 5 },
    { type: 'estimate', value: 'a', truth: 'b', within: 1 },
    { type: 'resource', select: '{ }', key: 'x', equals: 'y' },
    { type: 'sameResponse' },
    { type: 'prediction', input: 'p', truth: { type: 'count', query: '{ }' } },
  ];
  const generous = {
    inputs: { p: 0 },
    values: { a: 1, b: 1 },
    responses: [{ status: 200, body: {} }],
    reference: [{ status: 200, body: {} }],
  };

  it.each(everyRule)('$type fails without spans', (rule) => {
    const result = evaluateCheck(rule, evidenceOf(new TraceTable(), generous));
    expect(result).toMatchObject({ pass: false, spans: [], seen: 'no spans arrived' });
  });

  it('a query that cannot be read fails, and says where', () => {
    const result = evaluateCheck({ type: 'onlyRoot', select: '{ nme = "x" }' }, joined);
    expect(result).toMatchObject({ pass: false, spans: [], expected: 'a TraceQL query as select' });
    expect(result.seen).toContain(
      'at character 3 of { nme = "x" }: There is no field "nme". Did you mean name?',
    );
  });

  it('names from spans stay text', () => {
    const evil = evidenceOf(traceTable(`a  <img src=x onerror=alert(1)>  |0-1ms|`));
    expect(evaluateCheck({ type: 'onlyRoot', select: '{ name = "x" }' }, evil).seen).toBe(
      '1 root: <img src=x onerror=alert(1)>',
    );
  });
});
