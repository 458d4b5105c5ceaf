/** The learner's code against the solution's: drawn side by side where there is room, and once more in plain lines. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { DiffLine } from '../code/editor/code-diff.ts';
import type { CodeLanguage } from '../definition/exercise.ts';

export interface CodeComparisonProps {
  readonly own: string;
  readonly solution: string;
  readonly language: CodeLanguage;
}
/** Two columns of code are readable from here on. */
const SIDE_BY_SIDE_PX = 720;
const LINE_WORDS: Readonly<Record<DiffLine['type'], { readonly sign: string; readonly word: string }>> = {
  same: { sign: ' ', word: '' },
  removed: { sign: '-', word: 'only in yours: ' },
  added: { sign: '+', word: 'only in the solution: ' },
};

export function CodeComparison({ own, solution, language }: CodeComparisonProps) {
  const box = useRef<HTMLDivElement>(null);
  const lines = useSignal<readonly DiffLine[] | undefined>(undefined);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let gone = false;
    let remove = () => {};
    void import('../code/editor/code-diff.ts').then(({ diffLines, showCodeDiff }) => {
      if (gone) return;
      lines.value = diffLines({ own, solution });
      remove = showCodeDiff(element, { own, solution, language }, element.clientWidth >= SIDE_BY_SIDE_PX);
    });
    return () => {
      gone = true;
      remove();
    };
  }, [own, solution, language, lines]);

  if (own === solution) return <p class="note">Your code is the solution, letter by letter.</p>;
  return (
    <div class="code-comparison">
      <h5>Your code, and the solution</h5>
      <div class="code-diff" ref={box} aria-hidden="true" />
      <details>
        <summary>The difference as text</summary>
        <ul class="diff-lines">
          {lines.value?.map(({ type, text }, index) => (
            <li key={index} data-line={type}>
              <span aria-hidden="true">{LINE_WORDS[type].sign} </span>
              <span class="sr-only">{LINE_WORDS[type].word}</span>
              <code>{text}</code>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
