/**
 * The line to a room: opened again whenever it breaks, with `Last-Event-ID`, so that what was missed is heard. Read by
 * `fetch` and not by `EventSource`, which can send no token and does not say why it was refused.
 */
import { ROOM_MESSAGE_TYPES, type RoomMessage } from '../../../demo-server/protocol.ts';
import { fetchFeed } from '../../server-client/feed-source.ts';
import { bearer } from '../../server-client/presenter-token.ts';
import { type Refusal, refusalOf, type Send } from './room-requests.ts';

export type LineEvent =
  | { readonly type: 'open' | 'lost' }
  /** The server answered, and not with a feed. It is asked again until the line is closed. */
  | { readonly type: 'refused'; readonly refusal: Refusal }
  | { readonly type: 'message'; readonly message: RoomMessage };

export interface Watcher {
  readonly token?: string | undefined;
  /** Asked anew for each attempt: a server that was started again knows no phones. */
  readonly phone?: () => string | undefined;
}

/** The answer closes the line, after which nothing is told. */
export function watchRoom(
  code: string,
  { token, phone = () => undefined }: Watcher,
  listener: (event: LineEvent) => void,
  send: Send = (path, init) => fetch(path, init),
): () => void {
  let isOver = false;
  const tell = (event: LineEvent) => {
    if (!isOver) listener(event);
  };
  const ask = async (path: string, init: RequestInit = {}) => {
    const id = phone();
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(token !== undefined && bearer(token)),
    };
    const response = await send(id === undefined ? path : `${path}?phone=${id}`, { ...init, headers });
    const isFeed = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    if (response.ok && isFeed) return response;
    tell({ type: 'refused', refusal: await refusalOf(response) });
    throw new Error(`the feed of the room was refused with ${response.status}`);
  };
  const close = fetchFeed(ask)(`/api/rooms/${code}/feed`, {
    opened: () => tell({ type: 'open' }),
    lost: () => tell({ type: 'lost' }),
    message: (type, _, data) => {
      const message = readMessage(type, data);
      if (message) tell({ type: 'message', message });
    },
  });
  return () => {
    isOver = true;
    close();
  };
}

/** A newer server may say more than this page knows. */
function readMessage(type: string, data: string): RoomMessage | undefined {
  if (!ROOM_MESSAGE_TYPES.some((known) => known === type)) return undefined;
  try {
    return { type, data: JSON.parse(data) } as RoomMessage;
  } catch {
    return undefined;
  }
}
