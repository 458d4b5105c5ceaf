/** The theme button; a page that follows the system follows it also while it is open. */
import {
  isThemeChosen,
  SYSTEM_PREFERS_LIGHT,
  shownTheme,
  showTheme,
  systemTheme,
  toggleTheme,
} from '../../storage/theme.ts';

class ThemeToggle extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector('button');
    if (!button) return;
    const tell = () => button.setAttribute('aria-pressed', String(shownTheme() === 'dark'));
    button.disabled = false;
    tell();
    button.addEventListener('click', () => {
      toggleTheme();
      tell();
    });
    matchMedia(SYSTEM_PREFERS_LIGHT).addEventListener('change', () => {
      if (!isThemeChosen()) showTheme(systemTheme());
      tell();
    });
  }
}

customElements.define('theme-toggle', ThemeToggle);
