/** `<your-progress>`: the reader's progress and code as a file, from a file, and the way back to the beginning. */
import { pageEdits } from '../../exercises/code/edits/page-edits.ts';
import { pageProgress, subscribeProgress } from '../../exercises/progress/page-progress.ts';
import type { Progress } from '../../exercises/progress/progress.ts';
import { readProgressFile, writeProgressFile } from '../../exercises/progress/progress-file.ts';
import { saveJsonFile } from '../../storage/save-file.ts';

const FILE_NAME = 'telemetry-driven-development-progress.json';

class YourProgressElement extends HTMLElement {
  #stop = new AbortController();
  /** What a reset took away. */
  #beforeReset: string | undefined;

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const on = (part: string, action: () => void) =>
      this.#part(part).addEventListener('click', action, { signal });
    signal.addEventListener(
      'abort',
      subscribeProgress((progress) => this.#show(progress)),
    );
    on('export', () => this.#export());
    on('reset', () => this.#ask(true));
    on('cancel', () => this.#ask(false));
    on('confirm', () => this.#reset());
    on('undo', () => this.#undo());
    const input = this.#part<HTMLInputElement>('import');
    input.addEventListener(
      'change',
      () => {
        const [file] = input.files ?? [];
        if (file) void this.#import(file);
        input.value = ''; // the same file may be chosen again
      },
      { signal },
    );
  }
  disconnectedCallback(): void {
    this.#stop.abort();
  }

  #show({ exercises }: Progress): void {
    const all = Object.values(exercises);
    const passed = all.filter(({ state }) => state === 'passed').length;
    const tried = all.length === 1 ? '1 exercise' : `${all.length} exercises`;
    const { warning } = pageProgress();
    this.#part('summary').textContent =
      all.length === 0
        ? `You have not tried an exercise yet. ${warning ?? 'What you do is kept in this browser and nowhere else.'}`
        : `You tried ${tried} and passed ${passed}. ${warning ?? 'This is kept in this browser and nowhere else; a file carries it, and your code, to another one.'}`;
  }

  #export(): void {
    saveJsonFile(FILE_NAME, writeProgressFile(pageProgress(), pageEdits()));
    this.#say(`Saved as ${FILE_NAME}.`);
  }

  async #import(file: File): Promise<void> {
    const text = await file.text().catch(() => undefined);
    if (text === undefined) return this.#say(`${file.name} could not be read. Nothing was changed.`);
    const imported = readProgressFile(text, pageProgress(), pageEdits());
    if (imported.type === 'rejected') {
      return this.#say(`${file.name} was not taken. ${imported.message} What you have is unchanged.`);
    }
    const exercises = imported.exercises === 1 ? '1 exercise' : `${imported.exercises} exercises`;
    this.#say(
      `${exercises} of ${file.name} are joined with yours. Where both have code, yours stays and the other is offered.`,
    );
  }

  #ask(asking: boolean): void {
    this.#part('ask').hidden = !asking;
    this.#part(asking ? 'cancel' : 'reset').focus();
  }

  #reset(): void {
    this.#beforeReset = pageProgress().export();
    pageProgress().reset();
    this.#part('undo').hidden = false;
    this.#part('ask').hidden = true;
    this.#say('Your progress was reset. Until you leave this page you can undo it.');
    this.#part('undo').focus();
  }

  #undo(): void {
    if (this.#beforeReset !== undefined) pageProgress().import(this.#beforeReset);
    this.#beforeReset = undefined;
    this.#part('undo').hidden = true;
    this.#say('Your progress is back.');
    this.#part('reset').focus();
  }

  #say(text: string): void {
    this.#part('status').textContent = text;
  }
  #part<Part extends HTMLElement = HTMLElement>(name: string): Part {
    const part = this.querySelector<Part>(`[data-part="${name}"]`);
    if (!part) throw new Error(`YourProgress.astro has no part "${name}"`);
    return part;
  }
}

customElements.define('your-progress', YourProgressElement);
