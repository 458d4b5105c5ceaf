/** Run, Reset, Hint, Compare with solution, and the last run in one line. */
import type { CardModel } from './card-types.ts';
import type { HintLadder } from './hints.ts';
import { runLine } from './run-words.ts';

export interface ActionBarProps {
  readonly model: CardModel;
  readonly scope: string;
  readonly ladder: HintLadder | undefined;
}

export function ActionBar({ model, scope, ladder }: ActionBarProps) {
  const { code, blocked, state, run, telemetry, comparison, exercise } = model;
  const reasonId = `${scope}-blocked`;
  const running = state.value === 'running';
  const noMoreHints = ladder === undefined || ladder.shown >= ladder.rungs;
  // Buttons that are shut stay in the tab order and say why; `disabled` would hide both.
  return (
    <div class="bar">
      <button
        type="button"
        class="run"
        aria-disabled={blocked.value !== undefined}
        aria-describedby={blocked.value && !running ? reasonId : undefined}
        aria-keyshortcuts="Control+Enter"
        onClick={() => void model.pressRun()}
      >
        Run{' '}
        <span class="keys" aria-hidden="true">
          ctrl ↵
        </span>
      </button>
      {code && running && (
        <button type="button" class="stop" onClick={model.stop}>
          Stop
        </button>
      )}
      <button type="button" onClick={model.reset}>
        Reset
      </button>
      {Object.keys(exercise.hintRungs).length > 0 && state.value !== 'passed' && (
        <span class="hint-button">
          <button type="button" aria-disabled={noMoreHints} onClick={() => void model.showHint()}>
            Hint
          </button>
          {ladder && (
            <span class="count">
              {ladder.shown} of {ladder.rungs}
            </span>
          )}
        </span>
      )}
      <button
        type="button"
        aria-disabled={running || comparison.value?.type === 'running'}
        onClick={() => void model.compare()}
      >
        Compare with solution
      </button>
      <span class="run-line">
        {/* Reading `telemetry` redraws this line, and only this bar, with each arrival. */}
        {model.waking.value}
        {!model.waking.value && run.value && telemetry.value >= 0 && runLine(run.value, running)}
      </span>
      {blocked.value !== undefined && !running && (
        <p class="blocked" id={reasonId}>
          {blocked.value}
        </p>
      )}
    </div>
  );
}
