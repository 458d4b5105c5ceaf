/**
 * What makes this browser the presenter's: the token, and the code of the room that is open. The token comes once with the
 * address (`?token=`), is kept, and taken out of the address, which is on a wall for all to see.
 */
const TOKEN_KEY = `presenter token ${import.meta.env.BASE_URL}`;
const ROOM_KEY = `presenter room ${import.meta.env.BASE_URL}`;

export function presenterToken(): string | undefined {
  const address = new URL(location.href);
  const given = address.searchParams.get('token');
  if (given !== null) {
    if (given !== '') keep(TOKEN_KEY, given);
    address.searchParams.delete('token');
    history.replaceState(history.state, '', address);
    if (given !== '') return given;
  }
  return kept(TOKEN_KEY);
}
export const forgetPresenterToken = (): void => keep(TOKEN_KEY, undefined);

export const roomCode = (): string | undefined => kept(ROOM_KEY);
/** Told to the other windows of this browser too, see {@link subscribeRoomCode}. */
export const keepRoomCode = (code: string | undefined): void => keep(ROOM_KEY, code);
export function subscribeRoomCode(listener: (code: string | undefined) => void): () => void {
  const hear = ({ key, newValue }: StorageEvent) => {
    if (key === ROOM_KEY) listener(newValue ?? undefined);
  };
  addEventListener('storage', hear);
  return () => removeEventListener('storage', hear);
}

function kept(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}
/** Without storage it lasts as long as the page. */
function keep(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // See above.
  }
}
