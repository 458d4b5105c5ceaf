import { describe, expect, test } from 'vitest';
import { nowNs, observe, STOPPED } from '../../../src/timeline/viewport/live-clock.ts';

describe('the clock of a live trace', () => {
  test('goes on from the newest time seen', () => {
    const clock = observe(STOPPED, 5e6, 100);
    expect(nowNs(clock, 100)).toBe(5e6);
    expect(nowNs(clock, 110)).toBe(15e6);
  });

  test('jumps ahead when the trace is ahead of it', () => {
    const clock = observe(observe(STOPPED, 5e6, 100), 50e6, 110);
    expect(nowNs(clock, 110)).toBe(50e6);
  });

  test('never runs backwards when news was long on its way', () => {
    const clock = observe(observe(STOPPED, 5e6, 100), 6e6, 200);
    expect(nowNs(clock, 200)).toBe(105e6);
  });
});
