/** The hints asked for so far, under the check they are about. */
import type { HintLadder } from './hints.ts';
import { Prose } from './prose.tsx';

export function HintList({ ladder }: { readonly ladder: HintLadder | undefined }) {
  const shown = ladder?.rungs.slice(0, ladder.shown) ?? [];
  return (
    <div class="hints" aria-live="polite">
      {ladder && shown.length > 0 && (
        <>
          <p class="about">
            For “<Prose text={ladder.about} />”
          </p>
          <ol>
            {shown.map((rung) => (
              <li key={rung}>
                <Prose text={rung} />
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
