/** A card put into its place on the wall. With all that it imports it comes when the deck is idle, or the first one is shown. */
import { type ComponentChildren, render } from 'preact';
import { useEffect } from 'preact/hooks';
import { StartCode } from '../components/article/start-code.tsx';
import { placeDefinition } from '../exercises/card/card-definition.ts';
import type { CardFile } from '../exercises/card/card-file.ts';
import { ExerciseCard } from '../exercises/card/exercise-card.tsx';

/** Resolves when the card hears keys, and knows of the demo server what the page knows. */
export function mountCard(place: HTMLElement, { exercise, start }: CardFile): Promise<void> {
  placeDefinition(exercise);
  const anchor = `card-${exercise.id.replace('/', '-')}`;
  const code = start && { code: <StartCode lines={start} /> };
  return new Promise((resolve) =>
    render(
      <Awake onAwake={resolve}>
        <h2 class="sr-only">Exercise {exercise.number}</h2>
        <ExerciseCard id={exercise.id} anchor={anchor} {...code} />
      </Awake>,
      place,
    ),
  );
}

/** Its effect comes after those of what it holds. */
function Awake({
  onAwake,
  children,
}: {
  readonly onAwake: () => void;
  readonly children: ComponentChildren;
}) {
  useEffect(onAwake, [onAwake]);
  return children;
}
