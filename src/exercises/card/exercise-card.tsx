/**
 * An exercise in its chapter, as an island. It owns its `<section>`: `data-exercise`, `data-state` and `data-server`
 * are what tests, style sheets and other scripts may rely on.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { SpanIndex } from '../../trace/model/types.ts';
import { ActionBar } from './action-bar.tsx';
import { cardAnnouncement } from './announcements.ts';
import { exerciseOf } from './card-definition.ts';
import { CardHeader } from './card-header.tsx';
import { createCardModel } from './card-model.ts';
import { CheckList } from './check-list.tsx';
import { CodePane } from './code-pane.tsx';
import { ComparisonView } from './comparison-view.tsx';
import { earlyAnswers } from './early-answers.ts';
import { HintList } from './hint-list.tsx';
import { hintLadder, hintsOnShow } from './hints.ts';
import { InputsForm } from './inputs-form.tsx';
import { pagePorts } from './page-ports.ts';
import { Prose, ProseList } from './prose.tsx';
import { RunTimeline } from './run-timeline.tsx';
import { RunValues } from './run-values.tsx';
import { SqlAnswer } from './sql-answer.tsx';
import { Steps } from './steps.tsx';

export interface ExerciseCardProps {
  /** Its id; the page has the definition, see `card-definition.ts`. */
  readonly id: string;
  /** The fragment under which the chapter links to it. */
  readonly anchor: string;
  /** The recorded trace of its start: the first picture, and the only one without scripts and on paper. */
  readonly children?: ComponentChildren;
  /** Where code is edited: its start as highlighted text. */
  readonly code?: ComponentChildren;
}

export function ExerciseCard({ id, anchor, children, code: startCode }: ExerciseCardProps) {
  const exercise = useMemo(() => exerciseOf(id), [id]);
  const model = useMemo(() => createCardModel(exercise, pagePorts), [exercise]);
  const early = useMemo(() => earlyAnswers(exercise, anchor), [exercise, anchor]);
  const timeline = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let disconnect = model.connect();
    for (const [input, value] of Object.entries(early)) model.setInput(input, value);
    const rest = () => disconnect();
    // The browser may keep the page as it is and bring it back.
    const wake = ({ persisted }: PageTransitionEvent) => {
      if (persisted) disconnect = model.connect();
    };
    addEventListener('pagehide', rest);
    addEventListener('pageshow', wake);
    return () => {
      removeEventListener('pagehide', rest);
      removeEventListener('pageshow', wake);
      disconnect();
    };
  }, [model, early]);

  const { code, state, results, notice, run, hintsShown, hintTexts } = model;
  const ladder = hintLadder(exercise, results.value, hintsShown.value);
  const titleId = `${anchor}-title`;
  const passedNow = state.value === 'passed' && run.value !== undefined;

  const showSpans = (spans: readonly SpanIndex[]) => {
    model.highlight(spans);
    timeline.current?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <section
      id={anchor}
      class="exercise-card not-content"
      data-exercise={exercise.id}
      data-state={state.value}
      data-server={model.serverMode.value}
      aria-labelledby={titleId}
      onPointerEnter={model.approach}
      onFocusCapture={model.approach}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void model.pressRun();
      }}
    >
      <CardHeader model={model} titleId={titleId} />
      {code && <Steps steps={exercise.steps} />}
      <div class={code ? 'columns with-code' : 'columns'}>
        <div class="work">
          {!code && <Steps steps={exercise.steps} />}
          <InputsForm model={model} scope={anchor} {...(code && { only: 'before' as const })} />
          {code && (
            <CodePane model={model} code={code} scope={anchor}>
              {startCode}
            </CodePane>
          )}
          {code && <InputsForm model={model} scope={anchor} only="answers" />}
        </div>
        <div class="says">
          <h4>What the telemetry says</h4>
          <CheckList checks={exercise.checks} results={results.value} onShow={showSpans} marked />
          <HintList
            ladders={hintsOnShow(exercise, results.value, hintsShown.value)}
            texts={hintTexts.value}
          />
          <RunValues model={model} />
          {exercise.code?.language === 'sql' && <SqlAnswer model={model} />}
        </div>
      </div>
      <ActionBar model={model} scope={anchor} ladder={ladder} />
      <p class="sr-only" role="status">
        {cardAnnouncement(model)}
      </p>
      <div class="notice" role="alert">
        {notice.value && (
          <p>
            <strong>{notice.value.message}</strong> {notice.value.hint}
          </p>
        )}
      </div>
      {passedNow && (
        <div class="after">
          <h4>What to notice</h4>
          <ProseList lines={exercise.after} />
        </div>
      )}
      <ComparisonView model={model} scope={anchor} />
      <div ref={timeline}>
        <RunTimeline model={model} recorded={children} />
      </div>
      <footer class="beyond">
        {exercise.elixir && (
          <details>
            <summary>In Elixir</summary>
            <p>
              <Prose text={exercise.elixir.note} />
            </p>
            {exercise.elixir.code && (
              <pre>
                <code>{exercise.elixir.code}</code>
              </pre>
            )}
          </details>
        )}
        <details>
          <summary>In your own code base</summary>
          <ProseList lines={exercise.inYourCode} />
        </details>
      </footer>
    </section>
  );
}
