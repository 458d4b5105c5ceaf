/** For `astro dev`: what the demo server answers is asked of it, so that a page asks its own origin, as behind `npm start`. */
import { SERVER_PATHS } from '../demo-server/protocol.ts';

/** Keys are regular expressions where they begin with ^: a page may have a name that begins like a route. */
export const devProxy = (demoServerUrl: string): Readonly<Record<string, string>> =>
  Object.fromEntries(SERVER_PATHS.map((path) => [`^${path}(?=[/?]|$)`, demoServerUrl]));
