/** The sections of the talk as the speaker's page keeps them: stills and notes in templates. */
import { type DeckEntry, deckEntry } from '../deck-entries.ts';
import type { DeckSection } from '../deck-state.ts';
import type { PlannedSection } from './talk-plan.ts';

export interface SpeakerSection extends DeckSection, PlannedSection, DeckEntry {
  readonly exercise: string | undefined;
  readonly isOnPath: boolean;
  /** A sheet of the wall, and notes. */
  readonly content: DocumentFragment;
}

export function speakerSections(root: ParentNode): readonly SpeakerSection[] {
  return [...root.querySelectorAll<HTMLTemplateElement>('template[data-section]')].map(
    ({ dataset, content }) => {
      const { section = '', steps = '0', weight = '0', exercise, onPath } = dataset;
      return {
        ...deckEntry(section, exercise, content),
        steps: Number(steps),
        weightMinutes: Number(weight),
        exercise,
        isOnPath: onPath !== undefined,
        content,
      };
    },
  );
}

/** Which exercises a talk shows. */
export type ShownExercises = 'all' | 'path' | 'none';

export function skippedBy(shown: ShownExercises, sections: readonly SpeakerSection[]): readonly string[] {
  if (shown === 'all') return [];
  return sections
    .filter(({ exercise, isOnPath }) => exercise !== undefined && !(shown === 'path' && isOnPath))
    .map(({ id }) => id);
}
