import { describe, expect, it } from 'vitest';
import { evaluateCheck } from '../../../src/trace/checks/evaluate-check.ts';
import { TEXT_ORIGIN_NS, traceTable } from '../../support/trace-text.ts';
import { evidenceOf, namesOf } from './evidence.ts';

const DESK = `
door-desk  POST /units/:id/access   |0-10ms|  @kind=server
door-desk    SELECT access_codes    |1-2ms|
`;

type Finding = readonly [level: string, id: string, body: string, span?: number];

function evidenceWith(findings: readonly Finding[], eventName = 'weaver.live_check.finding') {
  const table = traceTable(DESK);
  const logRecords = findings.map(([level, id, body, span = 0]) => ({
    timeUnixNano: String(TEXT_ORIGIN_NS),
    traceId: table.strings.get(table.columns.traceId[span] ?? 0),
    spanId: table.strings.get(table.columns.spanId[span] ?? 0),
    eventName,
    body: { stringValue: body },
    attributes: [
      { key: 'weaver.finding.level', value: { stringValue: level } },
      { key: 'weaver.finding.id', value: { stringValue: id } },
    ],
  }));
  table.appendLogs({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
  return evidenceOf(table);
}

describe('registryFindings', () => {
  const rule = {
    type: 'registryFindings',
    select: '{ resource.service.name = "door-desk" }',
    level: 'violation',
  } as const;

  it('passes when there is none, and says what was looked at', () => {
    expect(evaluateCheck(rule, evidenceWith([]))).toMatchObject({
      pass: true,
      expected: 'no finding of the level violation',
      seen: 'none on 2 spans',
    });
  });

  it('fails on one, with its words and its span', () => {
    const evidence = evidenceWith([
      ['violation', 'missing_attribute', "Attribute 'app.unit' does not exist."],
      ['violation', 'missing_attribute', "Attribute 'app.unit' does not exist.", 1],
      ['violation', 'type_mismatch', 'Of another type.'],
    ]);
    const result = evaluateCheck(rule, evidence);
    expect(result).toMatchObject({
      pass: false,
      seen: "3: Attribute 'app.unit' does not exist (×2) and Of another type",
    });
    expect(namesOf(evidence, result.spans)).toEqual(['POST /units/:id/access', 'SELECT access_codes']);
  });

  it('asks for what is this bad or worse', () => {
    const evidence = evidenceWith([['improvement', 'not_stable', 'Not stable.']]);
    expect(evaluateCheck(rule, evidence).pass).toBe(true);
    expect(evaluateCheck({ ...rule, level: 'improvement' }, evidence).pass).toBe(false);
    expect(evaluateCheck({ ...rule, level: 'information' }, evidence).pass).toBe(false);
  });

  it('asks for one kind', () => {
    const evidence = evidenceWith([['violation', 'secret_value', 'A code.']]);
    expect(evaluateCheck({ ...rule, id: 'secret_value' }, evidence)).toMatchObject({
      pass: false,
      expected: 'no finding secret_value',
    });
    expect(evaluateCheck({ ...rule, id: 'type_mismatch' }, evidence).pass).toBe(true);
  });

  it('takes no other log for a finding', () => {
    expect(evaluateCheck(rule, evidenceWith([['violation', 'x', 'y']], 'another.event')).pass).toBe(true);
  });

  it('does not pass where nothing was looked at', () => {
    const nowhere = { ...rule, select: '{ resource.service.name = "nobody" }' };
    expect(evaluateCheck(nowhere, evidenceWith([]))).toMatchObject({
      pass: false,
      seen: 'no span matches { resource.service.name = "nobody" }',
    });
  });
});
