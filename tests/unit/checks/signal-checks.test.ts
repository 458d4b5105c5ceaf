import { describe, expect, it } from 'vitest';
import { checkProblems } from '../../../src/trace/checks/check-queries.ts';
import { evaluateCheck } from '../../../src/trace/checks/evaluate-check.ts';
import type { CheckRule } from '../../../src/trace/checks/types.ts';
import type { OtlpKeyValue, OtlpMetric } from '../../../src/trace/model/otlp-json.ts';
import { TEXT_ORIGIN_NS, traceTable } from '../../support/trace-text.ts';
import { evidenceOf, namesOf } from './evidence.ts';

const ONE_SPAN = 'building-api  POST /devices/:id/events  |0-10ms|  @kind=server';

function attributes(pairs: { readonly [key: string]: string | boolean }): OtlpKeyValue[] {
  return Object.entries(pairs).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { boolValue: value },
  }));
}

function withMetrics(...metrics: OtlpMetric[]) {
  const table = traceTable(ONE_SPAN);
  table.appendMetrics({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
  return evidenceOf(table);
}

const time = { timeUnixNano: String(TEXT_ORIGIN_NS) };

describe('metric', () => {
  const leaks = withMetrics({
    name: 'bldg.leaks',
    unit: '{leak}',
    sum: {
      isMonotonic: true,
      aggregationTemporality: 2,
      dataPoints: [
        { ...time, asInt: '3', attributes: attributes({ kind: 'leak_sensor' }) },
        { ...time, asInt: '1', attributes: attributes({ kind: 'lock' }) },
      ],
    },
  });
  const rule = { type: 'metric', name: 'bldg.leaks' } as const;

  it('passes when everything asked for is so', () => {
    const all: CheckRule = { ...rule, sum: 4, points: 2, unit: '{leak}', kind: 'counter', noOverflow: true };
    expect(evaluateCheck(all, leaks)).toMatchObject({ pass: true });
    expect(evaluateCheck({ ...rule, attributes: { kind: 'lock' }, sum: 1 }, leaks).pass).toBe(true);
  });

  it('says only what is not so', () => {
    expect(evaluateCheck({ ...rule, sum: 5, unit: '{leak}', kind: 'histogram' }, leaks)).toMatchObject({
      pass: false,
      expected: 'a histogram, sum 5',
      seen: 'a sum, sum 4',
    });
    expect(evaluateCheck({ ...rule, points: 1 }, leaks)).toMatchObject({
      pass: false,
      expected: 'at most 1 time series',
      seen: '2 time series',
    });
  });

  it('holds the attributes of each point against a whole list', () => {
    expect(evaluateCheck({ ...rule, keys: ['kind'] }, leaks).pass).toBe(true);
    expect(evaluateCheck({ ...rule, keys: [] }, leaks)).toMatchObject({
      pass: false,
      expected: 'no attributes',
      seen: 'only kind',
    });
    expect(evaluateCheck({ ...rule, keys: ['kind', 'unit'] }, leaks).pass).toBe(false);
  });

  it('a metric that is missing, or has no such point, fails', () => {
    expect(evaluateCheck({ type: 'metric', name: 'bldg.leak' }, leaks).seen).toBe('only bldg.leaks');
    expect(evaluateCheck({ ...rule, attributes: { kind: 'x' } }, leaks)).toMatchObject({
      pass: false,
      expected: 'bldg.leaks with kind=x',
      seen: 'no point with these attributes',
    });
    expect(evaluateCheck(rule, evidenceOf(ONE_SPAN)).seen).toBe('no metrics');
  });

  it('sees an overflow', () => {
    const overflown = withMetrics({
      name: 'bldg.leaks',
      sum: { dataPoints: [{ ...time, asInt: 7, attributes: attributes({ 'otel.metric.overflow': true }) }] },
    });
    expect(evaluateCheck({ ...rule, noOverflow: true }, overflown)).toMatchObject({
      pass: false,
      seen: 'an overflow of bldg.leaks',
    });
  });

  it('reads percentiles from buckets', () => {
    const latency = withMetrics({
      name: 'http.server.request.duration',
      unit: 's',
      histogram: {
        aggregationTemporality: 2,
        dataPoints: [
          {
            ...time,
            count: '100',
            sum: 20,
            explicitBounds: [0.1, 0.25, 0.5],
            bucketCounts: ['40', '30', '25', '5'],
          },
        ],
      },
    });
    const p = (percent: number, atMost: number): CheckRule => ({
      type: 'metric',
      name: 'http.server.request.duration',
      count: 100,
      percentile: { p: percent, atMost },
    });
    expect(evaluateCheck(p(0.9, 0.45), latency).pass).toBe(true);
    expect(evaluateCheck(p(90, 0.4), latency)).toMatchObject({
      expected: 'p90 at most 0.4',
      seen: 'p90 0.45',
    });
    const between = { ...p(0.9, 0.45), percentile: { p: 0.9, atLeast: 0.46, atMost: 0.5 } };
    expect(evaluateCheck(between, latency)).toMatchObject({
      pass: false,
      expected: 'p90 at least 0.46 and at most 0.5',
      seen: 'p90 0.45',
    });
    expect(evaluateCheck(p(0.99, 10), latency)).toMatchObject({
      pass: false,
      seen: 'p99 above the last bucket',
    });
  });
});

describe('log', () => {
  const table = traceTable(ONE_SPAN);
  const traceId = table.strings.get(table.columns.traceId[0] ?? 0);
  const spanId = table.strings.get(table.columns.spanId[0] ?? 0);
  table.appendLogs({
    resourceLogs: [
      {
        scopeLogs: [
          {
            logRecords: [
              {
                ...time,
                eventName: 'bldg.leak.detected',
                body: { stringValue: 'water in unit 4' },
                traceId,
                spanId,
              },
              { ...time, body: { stringValue: 'water in unit 5' } },
            ],
          },
        ],
      },
    ],
  });
  const evidence = evidenceOf(table);
  const leak: CheckRule = { type: 'log', eventName: 'bldg.leak.detected', inTraceOf: '{ kind = server }' };

  it('passes in the right trace, and shows the span it was written under', () => {
    const result = evaluateCheck(leak, evidence);
    expect(result).toMatchObject({ pass: true, seen: '1' });
    expect(namesOf(evidence, result.spans)).toEqual(['POST /devices/:id/events']);
  });

  it('tells a record outside the trace from none', () => {
    const water: CheckRule = { type: 'log', body: 'unit 5', inTraceOf: '{ kind = server }' };
    expect(evaluateCheck(water, evidence)).toMatchObject({ pass: false, seen: 'none, 1 outside that trace' });
    expect(evaluateCheck({ type: 'log', body: 'fire' }, evidence).seen).toBe('none among 2 records');
  });

  it('counts exactly', () => {
    expect(evaluateCheck({ type: 'log', body: 'water', count: 2 }, evidence).pass).toBe(true);
    expect(evaluateCheck({ type: 'log', body: 'water', count: 1 }, evidence)).toMatchObject({
      pass: false,
      expected: '1 log record with "water" in it',
      seen: '2',
    });
  });

  it('asks for the very span, and for attributes', () => {
    const inSpan: CheckRule = { type: 'log', eventName: 'bldg.leak.detected', inSpan: '{ kind = server }' };
    const attributed: CheckRule = { ...inSpan, attributes: { 'bldg.device.kind': 'lock' } };
    expect(evaluateCheck(inSpan, evidence)).toMatchObject({ pass: true, seen: '1' });
    expect(evaluateCheck({ ...inSpan, count: 2 }, evidence).pass).toBe(false);
    expect(evaluateCheck(attributed, evidence)).toMatchObject({
      pass: false,
      expected:
        'at least one event bldg.leak.detected with bldg.device.kind=lock in the span { kind = server }',
      seen: 'none: bldg.leak.detected, but bldg.device.kind is missing',
    });
    expect(evaluateCheck({ type: 'log', eventName: 'leak.detected' }, evidence).seen).toBe(
      'none among 2 records: bldg.leak.detected',
    );
    expect(evaluateCheck({ type: 'log', body: 'unit 5', inSpan: '{ }' }, evidence)).toMatchObject({
      pass: false,
      seen: 'none, 1 outside that span',
    });
    expect(checkProblems({ type: 'log', inSpan: '{ nonsense' })).toHaveLength(1);
  });

  it('needs the trace it names', () => {
    expect(evaluateCheck({ ...leak, inTraceOf: '{ name = "x" }' }, evidence).seen).toBe(
      'no span matches { name = "x" }',
    );
  });
});

describe('estimate', () => {
  const rule: CheckRule = { type: 'estimate', value: 'guess', truth: 'count', within: 0.15 };
  const guessing = (guess: string | number | undefined) =>
    evidenceOf(ONE_SPAN, { values: { guess, count: 2000 } });

  it('passes near the truth, and says how far off it is', () => {
    expect(evaluateCheck(rule, guessing(1800))).toMatchObject({
      pass: true,
      expected: 'within 15 % of 2000',
      seen: '1800 (10 % off)',
    });
    expect(evaluateCheck(rule, guessing(1600))).toMatchObject({ pass: false, seen: '1600 (20 % off)' });
    expect(evaluateCheck(rule, guessing(1234))).toMatchObject({ pass: false, seen: '1234 (38.3 % off)' });
  });

  it('takes what the learner set, too, but not nothing for zero', () => {
    const set = evidenceOf(ONE_SPAN, { values: { count: 2000 }, inputs: { guess: '2100' } });
    expect(evaluateCheck(rule, set).pass).toBe(true);
    expect(evaluateCheck(rule, guessing('')).seen).toBe('no number called guess');
    expect(evaluateCheck(rule, guessing(undefined)).pass).toBe(false);
  });
});

describe('sameResponse', () => {
  const answer = { status: 200, body: { at: 1, units: [{ id: 1, devices: ['lock'] }] } };
  const changed = (body: unknown, status = 200) =>
    evidenceOf(ONE_SPAN, { reference: [answer], responses: [{ status, body }] });

  it('passes on equal answers, in any order of keys', () => {
    const same = changed({ units: [{ devices: ['lock'], id: 1 }], at: 1 });
    expect(evaluateCheck({ type: 'sameResponse' }, same)).toMatchObject({
      pass: true,
      seen: '1 answer, all the same',
    });
  });

  it('names the first place that differs', () => {
    const empty = changed({ at: 1, units: [{ id: 1, devices: [] }] });
    expect(evaluateCheck({ type: 'sameResponse' }, empty)).toMatchObject({
      pass: false,
      expected: 'the answer: units[0].devices is a list of 1',
      seen: 'the answer: units[0].devices is a list of 0',
    });
    expect(evaluateCheck({ type: 'sameResponse' }, changed(answer.body, 500)).seen).toBe(
      'the answer: status 500',
    );
  });

  it('leaves out what it is told to', () => {
    const later = changed({ ...answer.body, at: 2 });
    expect(evaluateCheck({ type: 'sameResponse' }, later).pass).toBe(false);
    expect(evaluateCheck({ type: 'sameResponse', ignore: ['at'] }, later).pass).toBe(true);
  });

  it('without a reference, or with an answer missing, fails', () => {
    expect(evaluateCheck({ type: 'sameResponse' }, evidenceOf(ONE_SPAN, { responses: [answer] })).pass).toBe(
      false,
    );
    expect(
      evaluateCheck({ type: 'sameResponse' }, evidenceOf(ONE_SPAN, { reference: [answer] })),
    ).toMatchObject({
      pass: false,
      expected: '1 answer',
      seen: 'no answers',
    });
  });

  it('compares answers nested deeper than a stack', () => {
    const nest = (depth: number) => {
      let body: unknown = 'end';
      for (let level = 0; level < depth; level++) body = [body];
      return body;
    };
    const deep = evidenceOf(ONE_SPAN, {
      reference: [{ status: 200, body: nest(20_000) }],
      responses: [{ status: 200, body: nest(20_000) }],
    });
    expect(evaluateCheck({ type: 'sameResponse' }, deep).pass).toBe(true);
  });
});

describe('prediction', () => {
  const heartbeat = `
    building-api  POST /heartbeat  |0-100ms|
      building-api  UPDATE devices  |5-15ms|  op=UPDATE
      building-api  INSERT outbox   |20-80ms| op=INSERT
      building-api  warm cache      |5-60ms|
  `;
  const answering = (p: string | number | readonly string[] | undefined) =>
    evidenceOf(heartbeat, { inputs: p === undefined ? {} : { p }, values: { lost: 3 } });
  const options: CheckRule = {
    type: 'prediction',
    input: 'p',
    truth: {
      type: 'options',
      queries: {
        'an update': '{ span.op = "UPDATE" }',
        'an insert': '{ span.op = "INSERT" }',
        'a delete': '{ span.op = "DELETE" }',
      },
    },
  };

  it('options: all that are true and none that is not', () => {
    expect(evaluateCheck(options, answering(['an insert', 'an update']))).toMatchObject({
      pass: true,
      expected: 'an update, an insert',
    });
    expect(evaluateCheck(options, answering(['an update'])).pass).toBe(false);
    expect(evaluateCheck(options, answering(['an update', 'an insert', 'a delete'])).pass).toBe(false);
    expect(evaluateCheck(options, answering([]))).toMatchObject({ pass: false, seen: 'none of them' });
  });

  it('count: the number of spans', () => {
    const count: CheckRule = {
      type: 'prediction',
      input: 'p',
      truth: { type: 'count', query: '{ span.op != nil }' },
    };
    expect(evaluateCheck(count, answering(2))).toMatchObject({
      pass: true,
      expected: '2: UPDATE devices, INSERT outbox',
    });
    expect(evaluateCheck(count, answering('2')).pass).toBe(true);
    expect(evaluateCheck(count, answering('')).pass).toBe(false);
  });

  it('criticalPath: what held the root up longest, by name or id', () => {
    const path: CheckRule = {
      type: 'prediction',
      input: 'p',
      truth: { type: 'criticalPath', under: '{ name = "POST /heartbeat" }' },
    };
    expect(evaluateCheck(path, answering('INSERT outbox'))).toMatchObject({
      pass: true,
      expected: 'INSERT outbox, 60 ms',
    });
    expect(evaluateCheck(path, answering('0000000000000003')).pass).toBe(true);
    expect(evaluateCheck(path, answering('warm cache')).pass).toBe(false);
    expect(evaluateCheck(path, answering('POST /heartbeat')).pass).toBe(false);
  });

  it('value: a number found in an answer', () => {
    const value: CheckRule = { type: 'prediction', input: 'p', truth: { type: 'value', of: 'lost' } };
    expect(evaluateCheck(value, answering(3))).toMatchObject({ pass: true, expected: '3' });
    expect(evaluateCheck(value, answering(4)).pass).toBe(false);
    expect(evaluateCheck({ ...value, truth: { type: 'value', of: 'toString' } }, answering(3)).pass).toBe(
      false,
    );
  });

  it('an open question does not give the answer away', () => {
    const result = evaluateCheck(options, answering(undefined));
    expect(result).toEqual({ pass: false, spans: [], expected: 'a prediction', seen: 'none yet' });
  });
});

describe('checkProblems', () => {
  it('finds each query that cannot be read, by field and place', () => {
    expect(checkProblems({ type: 'sameTrace', a: '{ name = }', b: '{ }' })).toMatchObject([
      { field: 'a', from: 9, to: 10, message: 'A value is missing after the operator.' },
    ]);
    expect(
      checkProblems({
        type: 'prediction',
        input: 'p',
        truth: { type: 'options', queries: { yes: '{ status = eror }', no: '{ }' } },
      }),
    ).toMatchObject([{ field: 'truth.queries.yes' }]);
    expect(checkProblems({ type: 'noOrphans' })).toEqual([]);
  });
});
