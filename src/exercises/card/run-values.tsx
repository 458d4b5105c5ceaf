/** The figures that the exercise names in the answers of the last run, and what they were one run earlier. */
import type { CardModel } from './card-types.ts';

const FORMAT = new Intl.NumberFormat('en');

export function RunValues({ model }: { readonly model: CardModel }) {
  const named = Object.entries(model.exercise.values);
  const now = model.run.value?.finished?.values;
  const then = model.before.value?.finished?.values;
  if (named.length === 0 || !now) return null;
  return (
    <table class="values">
      <caption>What the server answered</caption>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          <th scope="col">Run {model.run.value?.number}</th>
          {then && <th scope="col">Run {model.before.value?.number}</th>}
        </tr>
      </thead>
      <tbody>
        {named.map(([name, { say }]) =>
          [now[name], then?.[name]].some(isLong) ? (
            <tr key={name} class="said">
              <th scope="row">{say}</th>
              <td colSpan={then ? 2 : 1}>
                {figure(now[name])}
                {then && then[name] !== now[name] && (
                  <p class="before">
                    <b>Run {model.before.value?.number}:</b> {figure(then[name])}
                  </p>
                )}
              </td>
            </tr>
          ) : (
            <tr key={name}>
              <th scope="row">{say}</th>
              <td>{figure(now[name])}</td>
              {then && <td>{figure(then[name])}</td>}
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

/** Words that are no figure need the width of the table. */
const LONGEST_FIGURE = 14;
const isLong = (value: unknown): boolean => typeof value === 'string' && value.length > LONGEST_FIGURE;

function figure(value: string | number | boolean | undefined): string {
  if (value === undefined) return 'none';
  return typeof value === 'number' ? FORMAT.format(value) : String(value);
}
