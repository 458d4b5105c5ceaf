/**
 * Light or dark, for all pages of the site. The inline scripts of `ThemeProvider.astro` and `StagePage.astro` read the choice before the
 * first paint; an empty one means "as the system", so a reader who goes back to what the system says follows it again. Where
 * storage is refused, the theme lasts as long as the page.
 */
import { thisBrowser } from './browser-storage.ts';

export const THEME_KEY = 'starlight-theme';
export type Theme = 'light' | 'dark';

export const SYSTEM_PREFERS_LIGHT = '(prefers-color-scheme: light)';
export const systemTheme = (): Theme => (matchMedia(SYSTEM_PREFERS_LIGHT).matches ? 'light' : 'dark');
export const shownTheme = (): Theme =>
  document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark';
export const isThemeChosen = (): boolean => Boolean(thisBrowser.read(THEME_KEY));

export function showTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}

export function toggleTheme(): void {
  const theme = shownTheme() === 'light' ? 'dark' : 'light';
  showTheme(theme);
  thisBrowser.write(THEME_KEY, theme === systemTheme() ? '' : theme);
}
