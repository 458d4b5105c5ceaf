/** Checks of what spans carry, and of how many were kept. */
import { describe, expect, it } from 'vitest';
import { evaluateCheck } from '../../../src/trace/checks/evaluate-check.ts';
import type { CheckRule } from '../../../src/trace/checks/types.ts';
import { evidenceOf, namesOf } from './evidence.ts';

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
