/**
 * The code that the learner edits. The page is built with the code as highlighted text; the editor takes its place when
 * the card comes near the screen, in the same box and the same lines.
 */
import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CodeModel } from '../code/code-types.ts';
import type { CodeEditor } from '../code/editor/code-editor.ts';
import { givenOf } from '../code/given.ts';
import type { CodeProblem } from '../code/program.ts';
import type { CardModel } from './card-types.ts';
import { CodeOffers } from './code-offers.tsx';
import { GivenTypes } from './given-types.tsx';
import { ProblemList } from './problem-list.tsx';

export interface CodePaneProps {
  readonly model: CardModel;
  readonly code: CodeModel;
  readonly scope: string;
  /** The start as highlighted text, made by the build. */
  readonly children: ComponentChildren;
}

export function CodePane({ model, code, scope, children }: CodePaneProps) {
  const box = useRef<HTMLDivElement>(null);
  const editor = useSignal<CodeEditor | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  const keysId = `${scope}-keys`;
  const definition = model.exercise.code;
  const language = definition?.language ?? 'typescript';
  const part = definition?.language === 'typescript' ? definition.part : undefined;
  const fileName = `start.${language === 'typescript' ? 'ts' : language}`;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let gone = false;
    const load = async () => {
      const { createCodeEditor } = await import('../code/editor/code-editor.ts');
      if (gone || editor.value) return;
      editor.value = createCodeEditor(element, {
        source: code.source.value,
        language,
        label: `Code of ${model.exercise.title}, ${fileName}`,
        describedBy: keysId,
        ...(part && { given: () => givenOf(part) }),
        onEdit: code.edit,
      });
    };
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        watch.disconnect();
        load().catch(() => {
          failure.value = 'The editor could not be loaded. Reload the page to try again; your code is kept.';
        });
      },
      { rootMargin: '200px' },
    );
    watch.observe(element);
    return () => {
      gone = true;
      watch.disconnect();
      editor.value?.destroy();
      editor.value = undefined;
    };
  }, [code, editor, failure, fileName, keysId, language, model, part]);

  useSignalEffect(() => {
    if (code.replaced.value > 0) editor.value?.setSource(code.source.peek());
  });
  useSignalEffect(() => editor.value?.setProblems(code.problems.value));

  const goTo = ({ line, column }: CodeProblem) => editor.value?.goTo(line, column);
  return (
    <div class="code-pane">
      <div class="code-head">
        <h4>
          Your code <span class="file">{fileName}</span>
        </h4>
        <button type="button" class="link" onClick={() => void code.share()}>
          Copy link to my code
        </button>
      </div>
      <div class="code-box" ref={box} data-editor={editor.value ? 'ready' : 'loading'}>
        {!editor.value && children}
      </div>
      <p class="note keys-note" id={keysId}>
        Tab indents. To leave the editor, press Escape, then Tab. Ctrl and Enter runs.
      </p>
      {part && <GivenTypes part={part} />}
      <div role="status" class="code-notes">
        {failure.value && <p class="note">{failure.value}</p>}
        {code.saved.value.type === 'not-saved' && (
          <p class="note">
            <strong>{code.saved.value.message}</strong> {code.saved.value.hint}
          </p>
        )}
        {code.shareNote.value && <p class="note">{code.shareNote.value}</p>}
        {code.shareLink.value && (
          <input
            class="share-link"
            type="text"
            readonly
            value={code.shareLink.value}
            aria-label="Link to my code"
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
        )}
      </div>
      <ProblemList problems={code.problems.value} onGoTo={goTo} />
      <CodeOffers code={code} />
      {model.stale.value && <p class="note stale">Changed since the last run. Press Run to test it.</p>}
    </div>
  );
}
