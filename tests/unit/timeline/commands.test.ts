import { describe, expect, test } from 'vitest';
import { commandOf } from '../../../src/timeline/interact/commands.ts';

const press = (key: string, held: { shiftKey?: boolean; ctrlKey?: boolean; metaKey?: boolean } = {}) =>
  commandOf({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe('keys', () => {
  test('arrows move through the tree', () => {
    expect(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].map((key) => press(key)?.type)).toEqual([
      'move-row',
      'move-row',
      'collapse',
      'expand',
    ]);
  });

  test('w, s, a, d move through time, with either case', () => {
    expect(['w', 's', 'a', 'd', 'W'].map((key) => press(key)?.type)).toEqual([
      'zoom',
      'zoom',
      'pan',
      'pan',
      'zoom',
    ]);
  });

  test('shift makes a bigger step of time, and one of the arrows', () => {
    expect(press('D', { shiftKey: true })).toEqual({ type: 'pan', by: 0.5 });
    expect(press('ArrowLeft', { shiftKey: true })).toEqual({ type: 'pan', by: -0.5 });
  });

  test('what is held with control belongs to the browser', () => {
    expect(press('f', { ctrlKey: true })).toBeUndefined();
    expect(press('+', { metaKey: true })).toBeUndefined();
  });

  test('other keys are left alone', () => {
    expect(['Tab', 'x', 'F5', 'constructor'].map((key) => press(key))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
