/** Light or dark on stage: as chosen on the site, which keeps the choice under this name. */
import { thisBrowser } from '../storage/browser-storage.ts';

const THEME_KEY = 'starlight-theme';

export function applyTheme(): void {
  const chosen = thisBrowser.read(THEME_KEY);
  const light = chosen === 'light' || (!chosen && matchMedia('(prefers-color-scheme: light)').matches);
  document.documentElement.dataset['theme'] = light ? 'light' : 'dark';
}

export function toggleTheme(): void {
  const theme = document.documentElement.dataset['theme'] === 'light' ? 'dark' : 'light';
  document.documentElement.dataset['theme'] = theme;
  thisBrowser.write(THEME_KEY, theme);
}
