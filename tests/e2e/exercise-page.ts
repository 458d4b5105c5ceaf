/** An exercise on its page, as a person handles it: by labels, buttons and what is written there. */
import { expect, type Locator, type Page } from '@playwright/test';
import {
  type Cheat,
  type Exercise,
  type ExerciseInput,
  type InputSet,
  isAnswered,
} from '../../src/exercises/definition/exercise.ts';
import type { InputValue } from '../../src/trace/checks/types.ts';
import { hostMode, onSite } from './host.ts';

/** The first run of code fetches and starts a server for it. */
const BOOT_MS = 30_000;

export class ExercisePage {
  readonly card: Locator;
  readonly exercise: Exercise;

  readonly #page: Page;

  private constructor(page: Page, exercise: Exercise) {
    this.#page = page;
    this.exercise = exercise;
    this.card = page.locator(`section[data-exercise="${exercise.id}"]`);
  }

  /** A program is run in the browser, whatever server there is; SQL is asked of whatever ran. `site` is where it stands, when not on the host of the run. */
  static async open(
    page: Page,
    exercise: Exercise,
    server: string = serverOf(exercise),
    site?: string,
  ): Promise<ExercisePage> {
    const [chapter] = exercise.id.split('/');
    await page.goto(site === undefined ? onSite(`/${chapter}/`) : `${site}/${chapter}/`);
    return ExercisePage.on(page, exercise, server);
  }

  /** On the page that is open. */
  static async on(
    page: Page,
    exercise: Exercise,
    server: string = serverOf(exercise),
  ): Promise<ExercisePage> {
    const opened = new ExercisePage(page, exercise);
    await opened.card.scrollIntoViewIfNeeded();
    await expect(opened.card).toHaveAttribute('data-server', server);
    // Before that, what a person sets is not heard; and `recorded` is what the page says before scripts run.
    await expect(page.locator('astro-island[ssr]').filter({ has: opened.card })).toHaveCount(0);
    return opened;
  }

  /** Answers and sets what can be answered now; answers read off the trace follow the run. */
  async fill(inputs: InputSet, roles: readonly ExerciseInput['role'][]): Promise<void> {
    for (const input of this.exercise.inputs) {
      const value = inputs[input.id];
      if (value !== undefined && roles.includes(input.role)) await this.#set(input, value);
    }
  }

  async #set(input: ExerciseInput, value: InputValue): Promise<void> {
    if (input.type === 'number') return this.card.locator(`input[id$="-${input.id}"]`).fill(String(value));
    if (input.type === 'traceql')
      return this.card.locator(`textarea[id$="-${input.id}"]`).fill(String(value));
    if (input.type === 'span') {
      const select = this.card.locator(`select[id$="-${input.id}"]`);
      // Exercises name the span; a person picks the longest bar of that name.
      const options = await select
        .locator('option')
        .evaluateAll((all) =>
          all.map((option) => ({ id: (option as HTMLOptionElement).value, text: option.textContent ?? '' })),
        );
      const named = options.filter(({ text }) => text.startsWith(`${value} ·`));
      const [longest] = named.sort((a, b) => milliseconds(b.text) - milliseconds(a.text));
      await select.selectOption(longest?.id ?? '');
      return;
    }
    const chosen = Array.isArray(value) ? value : [value];
    for (const option of input.options) {
      const box = this.card.locator(`input[name$="-${input.id}"][value="${option.value}"]`);
      if (input.type === 'many') await box.setChecked(chosen.includes(option.value));
      else if (chosen.includes(option.value)) await box.check();
    }
  }

  /** Whether these inputs leave open what the learner must commit to before a run. */
  lacksPrediction(inputs: InputSet): boolean {
    return this.exercise.inputs.some(({ id, role }) => role === 'prediction' && !isAnswered(inputs[id]));
  }

  /** Presses Run and waits for a verdict. */
  async run(): Promise<void> {
    await this.card.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(this.card).not.toHaveAttribute('data-state', 'running', { timeout: BOOT_MS });
    await expect(this.card.locator('[data-check][data-result="pending"]')).toHaveCount(0);
  }

  /** Where code is edited; waits until the editor has taken the place of the text. */
  get editor(): Locator {
    return this.card.getByRole('textbox', { name: /start\.(ts|yaml|sql)$/ });
  }

  /** Replaces the code as a person does who pastes. */
  async write(source: string): Promise<void> {
    await this.editor.focus();
    await this.#page.keyboard.press('ControlOrMeta+a');
    await this.#page.keyboard.insertText(source);
  }

  async attempt(inputs: InputSet, source?: string): Promise<void> {
    if (source !== undefined) await this.write(source);
    await this.fill(inputs, ['prediction', 'knob']);
    await this.run();
    await this.fill(inputs, ['answer']);
  }

  async attemptSolution(): Promise<void> {
    await this.attempt(this.exercise.solution, this.exercise.code?.solution);
  }

  /** A cheat without code of its own leaves the solution's. */
  async attemptCheat({ inputs, source }: Cheat): Promise<void> {
    await this.attempt(inputs, source ?? this.exercise.code?.solution);
  }

  /** Number of spans that the page's own timeline holds. */
  spanCount(): Promise<number> {
    return this.card
      .locator('trace-timeline')
      .evaluate((element) => (element as HTMLElement & { spanCount: number }).spanCount);
  }
}

/** The duration at the end of a choice: "hub lock · device-gateway · 84.1 ms". */
function milliseconds(text: string): number {
  const [, figure = '0', unit] = /([\d.,]+)\s*(µs|ms|s)$/.exec(text) ?? [];
  return Number(figure.replaceAll(',', '')) * (unit === 's' ? 1000 : unit === 'ms' ? 1 : 1e-3);
}

const isProgram = ({ code }: Exercise): boolean => code !== undefined && code.language !== 'sql';

const serverOf = (exercise: Exercise): string => (isProgram(exercise) ? 'in-browser' : hostMode());
