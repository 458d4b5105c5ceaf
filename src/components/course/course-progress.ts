/**
 * `<course-progress>`: fills the reader's state into the links of the course, wherever they stand inside it. The words
 * and shapes are in the page already (`ExerciseState.astro`); this only says which of them holds.
 *
 *   data-exercise-state="ID"    a mark: its state, in `data-state` and in words
 *   data-count                  "2/5" of the marks inside the nearest [data-chapter]
 *   data-record="ID"            runs and the day of the first pass, in words
 *   data-when-passed="ID"       shown only once the exercise is passed
 */
import {
  type ExerciseProgress,
  type Progress,
  subscribeProgress,
} from '../../exercises/progress/page-progress.ts';

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
    for (const record of this.querySelectorAll<HTMLElement>('[data-record]')) {
      record.textContent = recordText(progress.exercises[record.dataset['record'] ?? '']);
    }
    for (const note of this.querySelectorAll<HTMLElement>('[data-when-passed]')) {
      note.hidden = progress.exercises[note.dataset['whenPassed'] ?? '']?.state !== 'passed';
    }
  }
}

function recordText(exercise: ExerciseProgress | undefined): string {
  if (exercise === undefined) return '';
  const runs = `${exercise.runs} ${exercise.runs === 1 ? 'run' : 'runs'}`;
  if (exercise.passedAt === undefined) return runs;
  const passed = new Date(exercise.passedAt);
  // Text of an imported file is anybody's; a date that is none is left out.
  if (Number.isNaN(passed.getTime())) return runs;
  return `${runs}, passed on ${new Intl.DateTimeFormat('en', { dateStyle: 'long' }).format(passed)}`;
}

customElements.define('course-progress', CourseProgress);
