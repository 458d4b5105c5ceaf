import { describe, expect, it } from 'vitest';
import { type CostInputs, telemetryCost } from '../../../src/components/calculator/telemetry-cost.ts';

/** One request a second of one span of a thousand bytes: 86,400 spans and 86.4 MB a day. */
const simple: CostInputs = {
  requestsPerSecond: 1,
  spansPerRequest: 1,
  bytesPerSpan: 1000,
  keptShare: 1,
  failingShare: 0,
  keepsErrors: false,
  pricePerGbSent: 0,
  pricePerGbMonth: 0,
  retentionDays: 10,
};

describe('the cost of a month of traces', () => {
  it('multiplies requests, spans and bytes', () => {
    const cost = telemetryCost(simple);
    expect(cost.spansMadePerMonth).toBe(2_592_000);
    expect(cost.gbSentPerMonth).toBeCloseTo(2.592, 9);
    expect(cost.gbStored).toBeCloseTo(0.864, 9);
  });

  it('adds what is sent and what is stored, each at its own price', () => {
    const cost = telemetryCost({ ...simple, pricePerGbSent: 2, pricePerGbMonth: 0.5 });
    expect(cost.moneyPerMonth).toBeCloseTo(2.592 * 2 + 0.864 * 0.5, 9);
  });

  it('makes the same spans whatever is kept', () => {
    const cost = telemetryCost({ ...simple, keptShare: 0.1 });
    expect(cost.spansMadePerMonth).toBe(2_592_000);
    expect(cost.spansSentPerMonth).toBeCloseTo(259_200, 6);
  });

  it('head sampling throws failing traces away in proportion', () => {
    const cost = telemetryCost({ ...simple, keptShare: 0.1, failingShare: 0.01 });
    expect(cost.failingTracesLostPerMonth).toBeCloseTo(25_920 * 0.9, 6);
  });

  it('tail sampling keeps every failing trace, and pays for it', () => {
    const head = { ...simple, keptShare: 0.1, failingShare: 0.01 };
    const tail = telemetryCost({ ...head, keepsErrors: true });
    expect(tail.failingTracesLostPerMonth).toBe(0);
    expect(tail.spansSentPerMonth).toBeCloseTo(2_592_000 * (0.01 + 0.99 * 0.1), 6);
    expect(tail.spansSentPerMonth).toBeGreaterThan(telemetryCost(head).spansSentPerMonth);
  });

  it('a rare thing is seen as rarely as traces are kept', () => {
    expect(telemetryCost({ ...simple, keptShare: 0.05 }).rareSightingsPerDay).toBeCloseTo(86.4 * 0.05, 9);
  });

  it('nothing in, nothing out', () => {
    const cost = telemetryCost({ ...simple, requestsPerSecond: 0, pricePerGbSent: 3 });
    expect(Object.values(cost)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});
