/** The drawing in ARCHITECTURE.md is made from the imports, and so are the parts it names. */
import { expect, test } from 'vitest';
import { architecturePage, drawing } from '../../scripts/draw-architecture.ts';

test('the drawing is that of today: node scripts/draw-architecture.ts draws it anew', () => {
  const { now, drawn } = architecturePage();
  expect(now).toBe(drawn);
});

test('an import more is an arrow more', () => {
  const one = drawing([['src/explore', 'src/trace']]);
  expect(one).toContain('src_explore["src/explore"]');
  expect(one).toContain('src_explore --> src_trace');
});
