/**
 * `<course-progress>`: fills the reader's state into the links of the course, wherever they stand inside it. The words
 * and shapes are in the page already (`ExerciseState.astro`); this only says which of them holds.
 */
import { type Progress, subscribeProgress } from '../../exercises/progress/page-progress.ts';

const WORDS = { untried: 'not tried', failing: 'failing', passed: 'passed' } as const;

class CourseProgress extends HTMLElement {
  #stop: (() => void) | undefined;

  connectedCallback(): void {
    this.#stop = subscribeProgress((progress) => this.#show(progress));
  }
  disconnectedCallback(): void {
    this.#stop?.();
  }

  #show(progress: Progress): void {
    for (const mark of this.querySelectorAll<HTMLElement>('[data-exercise-state]')) {
      const state = progress.exercises[mark.dataset['exerciseState'] ?? '']?.state ?? 'untried';
      mark.dataset['state'] = state;
      const word = mark.querySelector('[data-part="word"]');
      if (word) word.textContent = WORDS[state];
    }
    for (const count of this.querySelectorAll<HTMLElement>('[data-count]')) {
      const marks =
        count.closest('[data-chapter]')?.querySelectorAll<HTMLElement>('[data-exercise-state]') ?? [];
      const passed = [...marks].filter((mark) => mark.dataset['state'] === 'passed').length;
      count.textContent = `${passed}/${marks.length}`;
      count.title = `${passed} of ${marks.length} exercises passed`;
      count.toggleAttribute('data-complete', marks.length > 0 && passed === marks.length);
    }
  }
}

customElements.define('course-progress', CourseProgress);
