/** What the telemetry says: each check with its verdict, what was expected, what was seen, and the spans that prove it. */
import type { Check, CheckResult } from '../../trace/checks/types.ts';
import type { SpanIndex } from '../../trace/model/types.ts';
import { Prose } from './prose.tsx';
import { StateMark } from './state-mark.tsx';

export interface CheckListProps {
  readonly checks: readonly Check[];
  readonly results: readonly CheckResult[] | undefined;
  /** Left out where there is no timeline to show them in. */
  readonly onShow?: (spans: readonly SpanIndex[]) => void;
  /** Marks rows for machines; only one list of a card may. */
  readonly marked?: boolean;
}
type Prediction = Extract<Check, { type: 'prediction' }>;

const WORDS = { pass: 'passes', fail: 'fails', pending: 'not checked yet' } as const;

export function CheckList({ checks, results, onShow, marked = false }: CheckListProps) {
  return (
    <ul class="checks">
      {checks.map((check, index) => {
        const result = results?.[index];
        const state = result === undefined ? 'pending' : result.pass ? 'pass' : 'fail';
        const marks = marked ? { 'data-check': index, 'data-result': state } : {};
        return (
          <li key={check.say} class={`check check-${state}`} {...marks}>
            <StateMark mark={state} />
            <div>
              <span class="sr-only">{WORDS[state]}: </span>
              <Prose text={check.say} />
              {result && <span class="sr-only">. </span>}
              {result && <Detail result={result} check={check} onShow={onShow} />}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function Detail({
  result,
  check,
  onShow,
}: {
  readonly result: CheckResult;
  readonly check: Check;
  readonly onShow: CheckListProps['onShow'];
}) {
  const { pass, expected, seen, spans } = result;
  // The spans of a prediction are the answer.
  const tellsTheAnswer = check.type === 'prediction' && !pass;
  const count = spans.length === 1 ? '1 span' : `${spans.length} spans`;
  return (
    <small>
      {check.type === 'prediction' ? (
        predictionWords(check, result)
      ) : (
        <>
          {!pass && (
            <>
              expected <em>{expected}</em>, saw{' '}
            </>
          )}
          <em>{seen}</em>
        </>
      )}
      {onShow && spans.length > 0 && !tellsTheAnswer && (
        <>
          {' · '}
          <button
            type="button"
            class="link"
            aria-label={`Show ${count}: ${check.say}`}
            onClick={() => onShow(spans)}
          >
            show {count}
          </button>
        </>
      )}
    </small>
  );
}

/** The answer itself is not told: it is in the trace, and finding it there is the exercise. */
function predictionWords({ truth }: Prediction, { pass, seen, spans }: CheckResult): string {
  if (seen === 'none yet') return 'you have not answered yet';
  if (pass) return 'the telemetry says the same';
  // A count may be none, and a value is no span.
  const isShown = spans.length > 0 || truth.type === 'count' || truth.type === 'value';
  return isShown
    ? 'the telemetry says otherwise; compare your answer with the trace'
    : 'the trace cannot say it yet; look at the other checks first';
}
