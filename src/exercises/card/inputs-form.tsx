/** Everything there is to predict, set and answer. */
import { useComputed } from '@preact/signals';
import type { CardModel } from './card-types.ts';
import { InputField } from './input-field.tsx';
import { spanChoices } from './span-choices.ts';

export interface InputsFormProps {
  readonly model: CardModel;
  readonly scope: string;
  /** Only what is set before a run, or only what is answered after it. */
  readonly only?: 'before' | 'answers';
}

export function InputsForm({ model, scope, only }: InputsFormProps) {
  const { exercise, code, inputs, resets, run, state, stale, setInput } = model;
  const spans = useComputed(() => (run.value?.finished ? spanChoices(run.value.table) : []));
  const answers = exercise.inputs.filter(({ role }) => role === 'answer' && only !== 'before');
  const others = exercise.inputs.filter(({ role }) => role !== 'answer' && only !== 'answers');
  const field = (input: (typeof exercise.inputs)[number]) => (
    <InputField
      key={`${input.id} ${resets.value}`}
      input={input}
      value={inputs.value[input.id]}
      scope={scope}
      spans={spans.value}
      picking={model.picking.value === input.id}
      onPick={(on) => model.pick(on ? input.id : undefined)}
      onChange={(value) => setInput(input.id, value)}
    />
  );
  if (answers.length + others.length === 0) return null;
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      {/* A run takes its inputs at the click; while it is under way they stand still. */}
      <fieldset class="inputs" disabled={state.value === 'running'}>
        <legend class="sr-only">Your part</legend>
        {others.map(field)}
        {answers.map(field)}
      </fieldset>
      {stale.value && !code && <p class="note stale">Changed since the last run. Press Run to test it.</p>}
    </form>
  );
}
