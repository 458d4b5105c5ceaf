/** What the learner's program is given, to be opened beside the editor. Without scripts it is a link to the same text. */
import { useSignal } from '@preact/signals';
import type { PartName } from '../../../demo-server/protocol.ts';
import { givenOf, givenPath } from '../code/given.ts';

export function GivenTypes({ part }: { readonly part: PartName }) {
  const types = useSignal<string | undefined>(undefined);
  const read = () => {
    // Where it cannot be had the link stays, and says more.
    givenOf(part).then(
      (text) => {
        types.value = text;
      },
      () => undefined,
    );
  };
  return (
    <details
      class="given"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) read();
      }}
    >
      <summary>What your code is given</summary>
      {types.value === undefined ? (
        <p class="note">
          <a href={givenPath(part)}>The types, as a text</a>
        </p>
      ) : (
        <pre>
          <code>{types.value}</code>
        </pre>
      )}
    </details>
  );
}
