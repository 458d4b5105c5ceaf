/**
 * What makes this browser the presenter's: the token, and the code of the room that is open. The token comes once with the
 * address (`?token=`), is kept, and taken out of the address, which is on a wall for all to see.
 */
import { keepPresenterToken, keptPresenterToken } from '../../server-client/presenter-token.ts';
import { onOtherTab, thisBrowser } from '../../storage/browser-storage.ts';

const ROOM_KEY = `presenter room ${import.meta.env.BASE_URL}`;

export function presenterToken(): string | undefined {
  const address = new URL(location.href);
  const given = address.searchParams.get('token');
  if (given !== null) {
    if (given !== '') keepPresenterToken(given);
    address.searchParams.delete('token');
    history.replaceState(history.state, '', address);
    if (given !== '') return given;
  }
  return keptPresenterToken();
}
export const roomCode = (): string | undefined => thisBrowser.read(ROOM_KEY);
/** Told to the other windows of this browser too, see {@link subscribeRoomCode}. */
export const keepRoomCode = (code: string | undefined): void => void thisBrowser.write(ROOM_KEY, code);
export function subscribeRoomCode(listener: (code: string | undefined) => void): () => void {
  return onOtherTab((key) => {
    if (key === ROOM_KEY) listener(roomCode());
  });
}
