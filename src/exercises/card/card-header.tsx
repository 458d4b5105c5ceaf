/** Number, title, minutes, where the server is, and the state as a shape and a word. */
import type { ServerMode } from '../../server-client/port.ts';
import type { CardModel, CardState } from './card-types.ts';
import { Prose } from './prose.tsx';
import { type Mark, StateMark } from './state-mark.tsx';

const SERVER_WORDS: Readonly<Record<ServerMode, string>> = {
  live: 'live server',
  'in-browser': 'in your browser',
  recorded: 'recorded',
};
const MARKS: Readonly<Record<CardState, Mark>> = {
  untried: 'pending',
  running: 'running',
  failing: 'fail',
  passed: 'pass',
  'timed-out': 'timed-out',
};

export function CardHeader({ model, titleId }: { readonly model: CardModel; readonly titleId: string }) {
  const { exercise, state } = model;
  return (
    <header>
      <div class="title-line">
        <span class="number">{exercise.number}</span>
        <h3 id={titleId}>{exercise.title}</h3>
        <span class="aside">{exercise.minutes} min</span>
        <span class="aside server">{serverWords(model)}</span>
        <span class="pill" data-pill={state.value}>
          <StateMark mark={MARKS[state.value]} />
          {stateWords(model)}
        </span>
      </div>
      <p class="goal">
        <Prose text={exercise.goal} />
      </p>
    </header>
  );
}

/** Where the trace on show comes from, and where the next one will, should that be another place. */
export function serverWords({ serverMode, nextMode, run, state }: CardModel): string {
  const words = SERVER_WORDS[serverMode.value];
  const moved = run.value && state.value !== 'running' && nextMode.value !== serverMode.value;
  if (!moved) return words;
  return `this run: ${words}; the next: ${SERVER_WORDS[nextMode.value]}`;
}

export function stateWords({ state, results }: CardModel): string {
  switch (state.value) {
    case 'untried':
      return 'not tried';
    case 'running':
      return 'running';
    case 'passed':
      return 'passed';
    case 'timed-out':
      return 'timed out';
    case 'failing': {
      const all = results.value;
      if (!all) return 'not passed yet';
      return `${all.filter(({ pass }) => pass).length} of ${all.length} checks`;
    }
  }
}
