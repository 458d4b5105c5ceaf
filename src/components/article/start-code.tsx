/** The code of an exercise before its editor is there, and without scripts and on paper. */
import type { Piece } from './static-code.ts';

export function StartCode({ lines }: { readonly lines: readonly (readonly Piece[])[] }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: no fields; the group gives what is scrolled by keys its name
    <pre class="static-code" tabindex={0} role="group" aria-label="The code as the exercise starts">
      <code>
        {lines.map((line, index) => (
          <span key={index} class="line">
            {line.length === 0
              ? ' '
              : line.map((piece) =>
                  piece.class ? <span class={piece.class}>{piece.text}</span> : piece.text,
                )}
          </span>
        ))}
      </code>
    </pre>
  );
}
