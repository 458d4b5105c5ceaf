import { siteHref } from '../course/site-href.ts';

export const HOME_CARD = 'home';

/** `/base/guides/hosting/` to `guides-hosting`. */
export function cardName(pathname: string, base: string = siteHref('/')): string {
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : pathname;
  return path.replace(/^\/|\/$|\.html$/g, '').replaceAll('/', '-') || HOME_CARD;
}
