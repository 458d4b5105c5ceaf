/**
 * The sessions of this server's rooms, for whoever holds the presenter's token: what phones of a talk caused is then
 * theirs to look at, after the talk too. Nobody else is told any.
 */
import type { RoomList } from '../../../demo-server/protocol.ts';
import type { DemoServer } from '../../server-client/port.ts';
import { bearer, forgetPresenterToken, keptPresenterToken } from '../../server-client/presenter-token.ts';

export async function roomSessions(server: Pick<DemoServer, 'mode' | 'request'>): Promise<readonly string[]> {
  const token = keptPresenterToken();
  if (token === undefined || server.mode !== 'live') return [];
  try {
    const response = await server.request('/api/rooms', { headers: bearer(token) });
    if (response.status === 401) forgetPresenterToken(token);
    return response.ok ? ((await response.json()) as RoomList).sessions : [];
  } catch {
    return [];
  }
}
