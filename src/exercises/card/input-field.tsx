/** One thing the learner predicts, sets or reads off the trace. */
import { useRef } from 'preact/hooks';
import type { InputValue } from '../../trace/checks/types.ts';
import type { ExerciseInput, InputRole } from '../definition/exercise.ts';
import { Prose } from './prose.tsx';
import type { SpanChoice } from './span-choices.ts';

export interface InputFieldProps {
  readonly input: ExerciseInput;
  readonly value: InputValue | undefined;
  /** Unique in the page; names of radio groups and ids of fields begin with it. */
  readonly scope: string;
  /** The spans of the last run, for `span` inputs; empty before there is one. */
  readonly spans: readonly SpanChoice[];
  /** The next span chosen in the timeline is the answer. */
  readonly picking: boolean;
  onPick(on: boolean): void;
  onChange(value: InputValue | undefined): void;
}
const ROLE_WORDS: Readonly<Record<InputRole, string>> = {
  prediction: 'Predict',
  knob: 'Set',
  answer: 'Read off the trace',
};
/** What is written and not read off is called by what it is. */
const roleWords = ({ type, role }: ExerciseInput) =>
  type === 'traceql' ? 'Ask in TraceQL' : ROLE_WORDS[role];

export function InputField(props: InputFieldProps) {
  const { input } = props;
  if (input.type === 'one' || input.type === 'many') return <Choice {...props} input={input} />;
  const id = `${props.scope}-${input.id}`;
  const noteId = input.note ? `${id}-note` : undefined;
  return (
    <div class="field">
      <label for={id}>
        <Role input={input} />
        <Prose text={input.label} />
      </label>
      {input.type === 'number' ? (
        <NumberBox {...props} input={input} id={id} noteId={noteId} />
      ) : input.type === 'traceql' ? (
        <QueryArea {...props} id={id} noteId={noteId} />
      ) : (
        <SpanBox {...props} id={id} noteId={noteId} />
      )}
      {input.note && (
        <p class="note" id={noteId}>
          <Prose text={input.note} />
        </p>
      )}
    </div>
  );
}

function Role({ input }: { readonly input: ExerciseInput }) {
  return <span class={`role role-${input.role}`}>{roleWords(input)}</span>;
}

type ChoiceInput = Extract<ExerciseInput, { type: 'one' | 'many' }>;

function Choice({ input, value, scope, onChange }: InputFieldProps & { readonly input: ChoiceInput }) {
  const chosen: readonly string[] = Array.isArray(value) ? value : value === undefined ? [] : [String(value)];
  const choose = (option: string, checked: boolean) => {
    if (input.type === 'one') return onChange(option);
    const others = chosen.filter((each) => each !== option);
    // In the order of the options, whatever the order of the clicks: the same choice is the same value.
    const next = input.options
      .map((each) => each.value)
      .filter((each) => others.includes(each) || (checked && each === option));
    onChange(next);
  };
  return (
    <fieldset class="field">
      <legend>
        <Role input={input} />
        <Prose text={input.label} />
      </legend>
      {input.note && (
        <p class="note">
          <Prose text={input.note} />
        </p>
      )}
      {input.options.map((option) => (
        <label class="option" key={option.value}>
          <input
            type={input.type === 'one' ? 'radio' : 'checkbox'}
            name={`${scope}-${input.id}`}
            value={option.value}
            checked={chosen.includes(option.value)}
            onChange={(event) => choose(option.value, event.currentTarget.checked)}
          />
          <span>
            <Prose text={option.label} />
            {option.note && (
              <small>
                <Prose text={option.note} />
              </small>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface BoxProps extends InputFieldProps {
  readonly id: string;
  readonly noteId: string | undefined;
}

type NumberInput = Extract<ExerciseInput, { type: 'number' }>;

function NumberBox({ input, value, onChange, id, noteId }: BoxProps & { readonly input: NumberInput }) {
  // What is written stays as it is written: "0.0" is the number 0, and on its way to 0.09.
  const written = useRef('');
  const shown = typeof value === 'number' ? String(value) : '';
  return (
    <span class="number-box">
      <input
        id={id}
        type="number"
        inputMode="decimal"
        min={input.min}
        max={input.max}
        step={input.step}
        value={numberIn(written.current, input) === value ? written.current : shown}
        aria-describedby={noteId}
        onInput={({ currentTarget }) => {
          written.current = currentTarget.value;
          onChange(numberIn(written.current, input));
        }}
      />
      <span class="unit">{input.unit ?? `${input.min} to ${input.max}`}</span>
    </span>
  );
}

/** Undefined where it is none, or out of bounds. */
function numberIn(text: string, { min, max }: NumberInput): number | undefined {
  const number = text === '' ? Number.NaN : Number(text);
  return number >= min && number <= max ? number : undefined;
}

function QueryArea({ value, onChange, id, noteId }: BoxProps) {
  return (
    <textarea
      id={id}
      class="query-area"
      rows={3}
      spellcheck={false}
      autocapitalize="off"
      autocomplete="off"
      value={typeof value === 'string' ? value : ''}
      aria-describedby={noteId}
      onInput={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

function SpanBox({ value, spans, picking, onPick, onChange, id, noteId }: BoxProps) {
  return (
    <>
      <select
        id={id}
        value={typeof value === 'string' ? value : ''}
        disabled={spans.length === 0}
        aria-describedby={noteId}
        onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
      >
        <option value="">{spans.length === 0 ? 'Run once, then choose here' : 'Choose a span'}</option>
        {spans.map(({ spanId, label }) => (
          <option key={spanId} value={spanId}>
            {label}
          </option>
        ))}
      </select>
      {spans.length > 0 && (
        <p class="note">
          <button type="button" class="link" aria-pressed={picking} onClick={() => onPick(!picking)}>
            {picking ? 'Cancel' : 'Choose it in the trace below'}
          </button>
          <span role="status">{picking && ' Click its bar or its name, or press Enter on its row.'}</span>
        </p>
      )}
    </>
  );
}
