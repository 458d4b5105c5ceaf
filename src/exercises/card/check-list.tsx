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
              {result && <Detail result={result} say={check.say} onShow={onShow} />}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function Detail({
  result: { pass, expected, seen, spans },
  say,
  onShow,
}: {
  readonly result: CheckResult;
  readonly say: string;
  readonly onShow: CheckListProps['onShow'];
}) {
  const count = spans.length === 1 ? '1 span' : `${spans.length} spans`;
  return (
    <small>
      {!pass && (
        <>
          expected <em>{expected}</em>, saw{' '}
        </>
      )}
      <em>{seen}</em>
      {onShow && spans.length > 0 && (
        <>
          {' · '}
          <button
            type="button"
            class="link"
            aria-label={`Show ${count}: ${say}`}
            onClick={() => onShow(spans)}
          >
            show {count}
          </button>
        </>
      )}
    </small>
  );
}
