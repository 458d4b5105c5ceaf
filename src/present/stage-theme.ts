/**
 * Light or dark on stage: as chosen on the site, which keeps the choice under this name. A page of the stage puts it on
 * before anything is drawn (`StagePage.astro`).
 */
import { thisBrowser } from '../storage/browser-storage.ts';

export const THEME_KEY = 'starlight-theme';

export function toggleTheme(): void {
  const theme = document.documentElement.dataset['theme'] === 'light' ? 'dark' : 'light';
  document.documentElement.dataset['theme'] = theme;
  thisBrowser.write(THEME_KEY, theme);
}
