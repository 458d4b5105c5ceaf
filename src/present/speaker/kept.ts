/** What a speaker's browser keeps between talks. Storage may be refused; everything then lasts as long as the page. */
import { thisBrowser } from '../../storage/browser-storage.ts';
import type { ShownExercises } from './speaker-sections.ts';

export interface TalkSettings {
  readonly minutes: number;
  readonly exercises: ShownExercises;
  /** Of the notes, in rem. */
  readonly notesRem: number;
}

const SETTINGS_KEY = 'talk-settings';
const REHEARSALS_KEY = 'talk-rehearsals';
const DEFAULTS: TalkSettings = { minutes: 45, exercises: 'all', notesRem: 1.25 };
const MOST_MINUTES = 480;

export function keptSettings(): TalkSettings {
  try {
    const { minutes, exercises, notesRem } = JSON.parse(thisBrowser.read(SETTINGS_KEY) ?? '{}') as Partial<
      Record<string, unknown>
    >;
    return {
      minutes: within(minutes, 1, MOST_MINUTES) ?? DEFAULTS.minutes,
      exercises: exercises === 'path' || exercises === 'none' ? exercises : DEFAULTS.exercises,
      notesRem: within(notesRem, 0.75, 3) ?? DEFAULTS.notesRem,
    };
  } catch {
    return DEFAULTS;
  }
}

export function keepSettings(settings: TalkSettings): void {
  thisBrowser.write(SETTINGS_KEY, JSON.stringify(settings));
}
export const keptRehearsals = (): string | undefined => thisBrowser.read(REHEARSALS_KEY);
export function keepRehearsals(text: string): void {
  thisBrowser.write(REHEARSALS_KEY, text);
}

const within = (value: unknown, least: number, most: number): number | undefined =>
  typeof value === 'number' && value >= least && value <= most ? value : undefined;
