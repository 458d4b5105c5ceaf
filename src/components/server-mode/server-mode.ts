/**
 * `<server-mode>`: asks the demo server how it is and shows the answer. While no server is ready it asks again, on a
 * visible page only; when one is, it asks when the reader comes back to the page.
 */
import { askHealth, type Health } from './health.ts';
import { modeWords } from './mode-words.ts';

const ASK_AGAIN_MS = 5_000;

class ServerModeElement extends HTMLElement {
  #stop = new AbortController();
  #timer: number | undefined;
  #asking = false;

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const ask = () => void this.#ask();
    document.addEventListener('visibilitychange', () => !document.hidden && ask(), { signal });
    addEventListener('online', ask, { signal });
    this.#part('again')?.addEventListener('click', ask, { signal });
    ask();
  }

  disconnectedCallback(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    clearTimeout(this.#timer);
    const health = await askHealth();
    this.#asking = false;
    if (this.#stop.signal.aborted) return;
    this.#show(health);
    if (health.type !== 'up') {
      this.#timer = window.setTimeout(() => !document.hidden && void this.#ask(), ASK_AGAIN_MS);
    }
  }

  #show(health: Health): void {
    const words = modeWords(health);
    this.dataset['serverMode'] = words.mode;
    this.dataset['shape'] = words.shape;
    this.#say('label', words.label);
    this.#say('explanation', words.explanation);
    const command = this.#part('command');
    if (command) {
      command.hidden = words.command === undefined;
      command.textContent = words.command ?? '';
    }
    const again = this.#part('again');
    if (again) again.hidden = health.type === 'up';
  }

  #part(name: string): HTMLElement | null {
    return this.querySelector(`[data-part="${name}"]`);
  }
  /** Sets text only when it changes, so that a live region is not read out again for nothing. */
  #say(name: string, text: string): void {
    const part = this.#part(name);
    if (part && part.textContent !== text) part.textContent = text;
  }
}

customElements.define('server-mode', ServerModeElement);
