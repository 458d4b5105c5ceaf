/** Checks that ask a query: what they expect and what they have seen, in words a learner can act on. */
import { describe, expect, it } from 'vitest';
import { evaluateCheck } from '../../../src/trace/checks/evaluate-check.ts';
import type { CheckRule } from '../../../src/trace/checks/types.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { evidenceOf, joined, namesOf, nPlusOne, UNITS, uninstrumented } from './evidence.ts';

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
    expect(seen('{ kind = server && ((name = "GET /units" && kind = client) || name = "a") }')).toBe(
      'GET /units, but kind is "server"',
    );
  });

  it('says so of a side of a relation, too', () => {
    const query = '{ kind = server } >> { kind = client && span.bldg.device.id = 4 }';
    const asText = evidenceOf(`
      a  get   |0-9ms|  @kind=server
        b  call  |1-2ms|  @kind=client  bldg.device.id="4"`);
    expect(evaluateCheck({ type: 'traceql', query, matches: 'some' }, asText).seen).toBe(
      'call, but span.bldg.device.id is "4"',
    );
    const kept: CheckRule = {
      type: 'kept',
      select: '{ kind = client && span.bldg.device.id = 4 }',
      unit: 'spans',
      exactly: 1,
    };
    expect(evaluateCheck(kept, asText).seen).toBe('no spans: call, but span.bldg.device.id is "4"');
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
