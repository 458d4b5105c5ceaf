/** The presenter's token, kept by this browser: it opens and steers rooms, and shows what they caused. */
import { thisBrowser } from '../storage/browser-storage.ts';

/** Sites below different paths of one origin have servers of their own. */
const KEY = `presenter token ${import.meta.env.BASE_URL}`;

export const keptPresenterToken = (): string | undefined => thisBrowser.read(KEY);
export const keepPresenterToken = (token: string): void => void thisBrowser.write(KEY, token);

/** After the server refused it. One that another window was given since stays. */
export function forgetPresenterToken(refused: string): void {
  if (keptPresenterToken() === refused) thisBrowser.write(KEY, undefined);
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
