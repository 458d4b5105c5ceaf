/**
 * The theme button. Starlight's own inline script reads the same key before the first paint; an empty value means
 * "as the system", so a reader who goes back to what the system says follows it again.
 */
const STORAGE_KEY = 'starlight-theme';
const systemPrefersLight = matchMedia('(prefers-color-scheme: light)');

type Theme = 'light' | 'dark';
const systemTheme = (): Theme => (systemPrefersLight.matches ? 'light' : 'dark');

class ThemeToggle extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector('button');
    if (!button) return;
    const show = (theme: Theme) => {
      document.documentElement.dataset['theme'] = theme;
      button.setAttribute('aria-pressed', String(theme === 'dark'));
    };
    const shown = (): Theme => (document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark');

    button.disabled = false;
    show(shown());
    button.addEventListener('click', () => {
      const theme = shown() === 'light' ? 'dark' : 'light';
      show(theme);
      remember(theme === systemTheme() ? '' : theme);
    });
    systemPrefersLight.addEventListener('change', () => {
      if (!remembered()) show(systemTheme());
    });
  }
}

/** Storage may be switched off; the theme then lasts as long as the page. */
function remember(theme: Theme | ''): void {
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {}
}
function remembered(): string {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? '';
  } catch {
    return '';
  }
}

customElements.define('theme-toggle', ThemeToggle);
