/** What the explorer asks about rooms: with a token, of a live server, and of nobody else. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { roomSessions } from '../../../src/explore/source/room-sessions.ts';
import { keepPresenterToken, keptPresenterToken } from '../../../src/server-client/presenter-token.ts';
import { memoryArea } from '../../support/storage-areas.ts';

beforeEach(() => void vi.stubGlobal('localStorage', memoryArea().area));
afterEach(() => void vi.unstubAllGlobals());

function server(mode: 'live' | 'in-browser', answer: () => Response) {
  const asked: string[] = [];
  return {
    asked,
    mode,
    request: async (path: string, init?: RequestInit) => {
      asked.push(`${path} ${new Headers(init?.headers).get('authorization')}`);
      return answer();
    },
  };
}
const list = () => Response.json({ rooms: [], sessions: ['room-2', 'room-1'] });

test('with the token of its presenter, a live server tells the sessions of its rooms', async () => {
  keepPresenterToken('secret');
  const live = server('live', list);
  expect(await roomSessions(live)).toEqual(['room-2', 'room-1']);
  expect(live.asked).toEqual(['/api/rooms Bearer secret']);
});

test('without a token nothing is asked, and of the server in the page neither', async () => {
  const live = server('live', list);
  expect(await roomSessions(live)).toEqual([]);
  keepPresenterToken('secret');
  const inPage = server('in-browser', list);
  expect(await roomSessions(inPage)).toEqual([]);
  expect([...live.asked, ...inPage.asked]).toEqual([]);
});

test('a token that is refused is forgotten; one that came since is not', async () => {
  keepPresenterToken('old');
  expect(await roomSessions(server('live', () => new Response(null, { status: 401 })))).toEqual([]);
  expect(keptPresenterToken()).toBeUndefined();
  keepPresenterToken('old');
  const late = server('live', () => {
    keepPresenterToken('new');
    return new Response(null, { status: 401 });
  });
  await roomSessions(late);
  expect(keptPresenterToken()).toBe('new');
});
