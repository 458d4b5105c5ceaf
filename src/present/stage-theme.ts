/** Light or dark on stage: as chosen on the site, which keeps the choice under this name. */
const THEME_KEY = 'starlight-theme';

export function applyTheme(): void {
  const chosen = stored(() => localStorage.getItem(THEME_KEY));
  const light = chosen === 'light' || (!chosen && matchMedia('(prefers-color-scheme: light)').matches);
  document.documentElement.dataset['theme'] = light ? 'light' : 'dark';
}

export function toggleTheme(): void {
  const theme = document.documentElement.dataset['theme'] === 'light' ? 'dark' : 'light';
  document.documentElement.dataset['theme'] = theme;
  stored(() => localStorage.setItem(THEME_KEY, theme));
}

/** Storage may be refused; the theme then lasts as long as the page. */
function stored<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
