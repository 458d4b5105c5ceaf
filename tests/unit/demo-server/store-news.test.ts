/** News of the store: soon after a pause, seldom in a storm, and of everything. */
import { expect, test } from 'vitest';
import { Sessions } from '../../../demo-server/feed/sessions.ts';
import { STORE_FEED } from '../../../demo-server/protocol.ts';
import { storeNews } from '../../../demo-server/store/store-news.ts';
import { FakeClock } from '../../support/fake-clock.ts';

test('the first is told within a frame, those behind it once in a while, and none is lost', () => {
  const clock = new FakeClock();
  const sessions = new Sessions(clock);
  const news = storeNews(sessions, clock);
  const told: { readonly atMs: number; readonly spans: number }[] = [];
  sessions.open(STORE_FEED)?.subscribe(({ json }) => {
    told.push({ atMs: clock.now(), spans: JSON.parse(json).spans });
  });
  clock.advance(10_000);
  for (let n = 0; n < 100; n++) {
    news('spans', 1);
    clock.advance(10);
  }
  clock.advance(10_000);
  expect(told).toEqual([
    { atMs: 10_016, spans: 2 },
    { atMs: 10_266, spans: 27 },
    { atMs: 10_516, spans: 52 },
    { atMs: 10_766, spans: 77 },
    { atMs: 11_016, spans: 100 },
  ]);
});
