/** The hints asked for so far, each ladder under the check that it is about. */
import type { HintLadder } from './hints.ts';
import { Prose } from './prose.tsx';

export function HintList({ ladders }: { readonly ladders: readonly HintLadder[] }) {
  return (
    <div class="hints" aria-live="polite">
      {ladders.map(({ id, about, rungs, shown }) => (
        <div key={id}>
          <p class="about">
            For “<Prose text={about} />”
          </p>
          <ol>
            {rungs.slice(0, shown).map((rung) => (
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
