/** A demo server for the tests of rooms, and what presenters, phones and walls send it. Over HTTP. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { AppDeps } from '../../demo-server/app.ts';
import type { PhoneTicket, PresenterSnapshot } from '../../demo-server/protocol.ts';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { type Line, openLine } from './room-line.ts';

export const TOKEN = 'a-token-for-these-tests';
export const LIMITS = {
  phones: 8,
  otherLines: 4,
  taps: { atOnce: 2, targetMs: 300, line: 2, waitMs: 400 },
  queueDepth: 100,
};
export const PRESENTER = { authorization: `Bearer ${TOKEN}` };

export const errorOf = async (answer: Response) => ({
  status: answer.status,
  code: ((await answer.json()) as { error: { code: string } }).error.code,
});

/** Starts one for the tests of a file. */
export function roomServer(deps: Partial<AppDeps> = {}) {
  let server: NodeServer;
  const failures: unknown[] = [];
  beforeAll(async () => {
    server = await startNodeServer({
      port: 0,
      presenterToken: TOKEN,
      report: (error) => failures.push(error),
      deps: { roomLimits: LIMITS, reachableAt: ['http://192.0.2.7:4321'], ...deps },
    });
  });
  afterAll(async () => {
    await server.close();
    expect(failures).toEqual([]);
  });

  /** A server holds few rooms. */
  afterEach(() => {
    for (const room of server.app.rooms.all) server.app.rooms.end(room);
  });

  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  async function openRoom(code?: string): Promise<PresenterSnapshot> {
    const answer = await send('POST', '/rooms', code === undefined ? {} : { code }, PRESENTER);
    return (await answer.json()) as PresenterSnapshot;
  }
  async function join(code: string, phone?: string): Promise<PhoneTicket> {
    const answer = await send('POST', `/rooms/${code}/phones`, phone === undefined ? {} : { phone });
    expect(answer.status).toBe(201);
    return (await answer.json()) as PhoneTicket;
  }

  function listen(
    code: string,
    { phone, headers = {} }: { phone?: string; headers?: Record<string, string> } = {},
  ): Promise<Line> {
    const query = phone === undefined ? '' : `?phone=${phone}`;
    return openLine((signal) => fetch(`${server.url}/api/rooms/${code}/feed${query}`, { headers, signal }));
  }

  return { server: () => server, send, openRoom, join, listen };
}
