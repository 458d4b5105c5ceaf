import { describe, expect, it } from 'vitest';
import { evaluateCheck } from '../../../src/trace/checks/evaluate-check.ts';
import type { OtlpNumberPoint } from '../../../src/trace/model/otlp-json.ts';
import { TEXT_ORIGIN_NS, traceTable } from '../../support/trace-text.ts';
import { evidenceOf } from './evidence.ts';

const JOB = `
job  read meters   |0-10ms|
job    read meter  |1-2ms|
`;
const PROCESSED = 'otel.sdk.processor.span.processed';
const EXPORTED = 'otel.sdk.exporter.span.exported';
const HERE = { 'server.address': 'collector', 'server.port': 4318 };

type Point = readonly [metric: string, value: number, attributes?: Record<string, string | number>];

function evidenceWith(points: readonly Point[], service = 'job') {
  const table = traceTable(JOB);
  const metrics = [...new Set(points.map(([name]) => name))].map((name) => ({
    name,
    sum: {
      isMonotonic: true,
      aggregationTemporality: 2 as const,
      dataPoints: points.filter(([metric]) => metric === name).map(([, value, given]) => point(value, given)),
    },
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  table.appendMetrics({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] });
  return evidenceOf(table, { values: { ended: 2, more: 3 } });
}

function point(value: number, attributes: Record<string, string | number> = {}): OtlpNumberPoint {
  return {
    timeUnixNano: String(TEXT_ORIGIN_NS),
    asInt: String(value),
    attributes: Object.entries(attributes).map(([key, of]) => ({
      key,
      value: typeof of === 'number' ? { intValue: String(of) } : { stringValue: of },
    })),
  };
}

describe('exportedEqualsEnded', () => {
  const rule = {
    type: 'exportedEqualsEnded',
    select: '{ resource.service.name = "job" }',
    service: 'job',
    ended: 'ended',
  } as const;

  it('passes when what ended is here, and the counters agree', () => {
    const evidence = evidenceWith([
      [EXPORTED, 2, HERE],
      [PROCESSED, 2],
    ]);
    expect(evaluateCheck(rule, evidence)).toMatchObject({
      pass: true,
      expected: '2 spans ended, exported and here',
      seen: '2 here and 2 counted as exported',
    });
  });

  it.each<[string, readonly Point[], string]>([
    ['too few were exported', [[EXPORTED, 1, HERE]], '2 here and 1 counted as exported'],
    [
      'some were dropped',
      [
        [EXPORTED, 2, HERE],
        [PROCESSED, 7, { 'error.type': 'queue_full' }],
      ],
      '2 here, 2 counted as exported and 7 dropped because the queue was full',
    ],
    [
      'some failed',
      [
        [EXPORTED, 2, HERE],
        [EXPORTED, 5, { ...HERE, 'error.type': '503' }],
      ],
      '2 here, 2 counted as exported and 5 failed with 503',
    ],
    ['nobody counted', [], '2 here, no counters of job'],
  ])('fails when %s', (_, points, seen) => {
    expect(evaluateCheck(rule, evidenceWith(points))).toMatchObject({ pass: false, seen });
  });

  it('does not take the counters of another service, or another number', () => {
    expect(evaluateCheck(rule, evidenceWith([[EXPORTED, 2]], 'other')).pass).toBe(false);
    const evidence = evidenceWith([[EXPORTED, 2]]);
    expect(evaluateCheck({ ...rule, ended: 'more' }, evidence).pass).toBe(false);
    expect(evaluateCheck({ ...rule, ended: 'unknown' }, evidence)).toMatchObject({
      pass: false,
      seen: 'no number called unknown',
    });
  });
});

describe('exporterEndpoint', () => {
  const rule = { type: 'exporterEndpoint', service: 'job', address: 'collector', port: 4318 } as const;

  it('passes when every export went there and went well', () => {
    expect(evaluateCheck(rule, evidenceWith([[EXPORTED, 2, HERE]]))).toMatchObject({
      pass: true,
      seen: 'collector:4318',
    });
    const { port: _, ...anyPort } = rule;
    expect(
      evaluateCheck(anyPort, evidenceWith([[EXPORTED, 2, { 'server.address': 'collector' }]])).pass,
    ).toBe(true);
  });

  it.each<[string, readonly Point[], string]>([
    ['one went elsewhere', [[EXPORTED, 2, { ...HERE, 'server.port': 4317 }]], 'collector:4317'],
    ['one failed', [[EXPORTED, 2, { ...HERE, 'error.type': '404' }]], '404 from collector:4318'],
    ['there are no counters', [[PROCESSED, 2]], 'no counters of an exporter of job'],
  ])('fails when %s', (_, points, seen) => {
    expect(evaluateCheck(rule, evidenceWith(points))).toMatchObject({ pass: false, seen });
  });
});
