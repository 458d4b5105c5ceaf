/** The solution's inputs, run for real, beside the reader's own run: the same checks, and the figures of both. */
import type { InputValue } from '../../trace/checks/types.ts';
import type { ExerciseInput } from '../definition/exercise.ts';
import type { CardModel, FinishedRun } from './card-types.ts';
import { CheckList } from './check-list.tsx';
import { CodeComparison } from './code-comparison.tsx';
import { Prose } from './prose.tsx';
import { durationText, plural } from './run-words.ts';
import { TraceComparison } from './trace-comparison.tsx';

export function ComparisonView({ model, scope }: { readonly model: CardModel; readonly scope: string }) {
  const comparison = model.comparison.value;
  if (!comparison) return null;
  const { exercise } = model;
  const own = model.run.value;
  const headingId = `${scope}-comparison`;
  return (
    <section class="comparison" aria-labelledby={headingId}>
      <div class="comparison-head">
        <h4 id={headingId}>Your run and the solution</h4>
        <button type="button" onClick={model.closeComparison}>
          Close
        </button>
      </div>
      <div role="status">
        {comparison.type === 'running' && <p>Running the solution …</p>}
        {comparison.type === 'stopped' && (
          <p>
            {comparison.notice.message} {comparison.notice.hint}
          </p>
        )}
        {comparison.type === 'done' && <p class="sr-only">{checksWords(comparison.solution)}</p>}
      </div>
      {model.code && exercise.code && (
        <CodeComparison
          own={model.code.source.value}
          solution={exercise.code.solution}
          language={exercise.code.language}
        />
      )}
      {comparison.type === 'done' && (
        <div class="sides">
          <div>
            <h5>{own ? `Your run ${own.number}` : 'You have not run it yet'}</h5>
            <Figures run={own?.finished} />
            <CheckList checks={exercise.checks} results={model.results.value} />
          </div>
          <div>
            <h5>The solution, just run</h5>
            <Figures run={comparison.solution} />
            <CheckList checks={exercise.checks} results={comparison.solution.results} />
            <dl>
              {exercise.inputs.map((input) => (
                <div key={input.id}>
                  <dt>
                    <Prose text={input.label} />
                  </dt>
                  <dd>
                    <Prose text={valueWords(input, exercise.solution[input.id])} />
                  </dd>
                </div>
              ))}
            </dl>
          </div>
        </div>
      )}
      {comparison.type === 'done' && model.code && (
        <TraceComparison own={own?.finished && own.table} solution={comparison.table} />
      )}
    </section>
  );
}

/** To be heard: what is seen stands below. */
function checksWords({ results }: FinishedRun): string {
  const passed = results.filter(({ pass }) => pass).length;
  return `The solution has run: ${passed} of ${results.length} checks pass.`;
}

function Figures({ run }: { readonly run: FinishedRun | undefined }) {
  if (!run) return null;
  return (
    <p class="figures">
      {durationText(run.durationMs)} · {plural(run.spans, 'span')} · {plural(run.services, 'service')}
    </p>
  );
}

/** As the reader saw it in the form. */
function valueWords(input: ExerciseInput, value: InputValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (input.type === 'number') return `${value}${input.unit ? ` ${input.unit}` : ''}`;
  if (input.type === 'span') return `the span \`${value}\``;
  if (input.type === 'traceql') return `\`${value}\``;
  const values = typeof value === 'object' ? value : [String(value)];
  return values
    .map((each) => input.options.find((option) => option.value === each)?.label ?? each)
    .join('; ');
}
