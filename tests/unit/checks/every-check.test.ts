/** What holds of every check. */
import { describe, expect, it } from 'vitest';
import { evaluateCheck } from '../../../src/trace/checks/evaluate-check.ts';
import type { CheckRule } from '../../../src/trace/checks/types.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { traceTable } from '../../support/trace-text.ts';
import { evidenceOf, joined } from './evidence.ts';

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
