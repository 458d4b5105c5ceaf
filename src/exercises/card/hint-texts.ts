/**
 * The words of an exercise's hints. They are not in the page but in a file of their chapter (`pages/hints`), fetched once,
 * when somebody turns to a card or asks for a hint: most readers never do, and a look at the source spoils nothing.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { HintTexts } from '../definition/exercise.ts';

export interface HintShelf {
  /** Undefined until they are here. */
  readonly texts: ReadonlySignal<HintTexts | undefined>;
  /** Whether they are here now; asked again, it tries again. */
  fetch(): Promise<boolean>;
}

export type FetchHints = (exerciseId: string) => Promise<HintTexts>;

export function createHintShelf(exerciseId: string, fetchHints: FetchHints): HintShelf {
  const texts = signal<HintTexts | undefined>(undefined);
  let underWay: Promise<boolean> | undefined;
  return {
    texts,
    fetch() {
      if (texts.value) return Promise.resolve(true);
      underWay ??= fetchHints(exerciseId)
        .then((fetched) => {
          texts.value = fetched;
          return true;
        })
        .catch(() => false)
        .finally(() => {
          underWay = undefined;
        });
      return underWay;
    },
  };
}
