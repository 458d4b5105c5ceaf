/** The hints asked for so far, each ladder under the check that it is about. */
import type { HintTexts } from '../definition/exercise.ts';
import type { HintLadder } from './hints.ts';
import { Prose } from './prose.tsx';

export interface HintListProps {
  readonly ladders: readonly HintLadder[];
  readonly texts: HintTexts | undefined;
}

export function HintList({ ladders, texts }: HintListProps) {
  return (
    <div class="hints" aria-live="polite">
      {ladders.map(({ id, about, shown }) => (
        <div key={id}>
          <p class="about">
            For “<Prose text={about} />”
          </p>
          <ol>
            {texts?.[id]?.slice(0, shown).map((rung) => (
              <li key={rung}>
                <Prose text={rung} />
              </li>
            ))}
          </ol>
        </div>
      ))}
    </div>
  );
}
