/**
 * The theme button. The inline script of `ThemeProvider.astro` reads the same key before the first paint; an empty value
 * means "as the system", so a reader who goes back to what the system says follows it again. Where storage is refused, the
 * theme lasts as long as the page.
 */
import { thisBrowser } from '../../storage/browser-storage.ts';

const THEME_KEY = 'starlight-theme';
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
      thisBrowser.write(THEME_KEY, theme === systemTheme() ? '' : theme);
    });
    systemPrefersLight.addEventListener('change', () => {
      if (!thisBrowser.read(THEME_KEY)) show(systemTheme());
    });
  }
}

customElements.define('theme-toggle', ThemeToggle);
