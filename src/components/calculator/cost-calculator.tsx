/** The cost of traces, with the reader's own load and prices. Nothing is sent or saved. */
import { useComputed, useSignal } from '@preact/signals';
import { type CostInputs, telemetryCost } from './telemetry-cost.ts';
import './cost-calculator.css';

interface Field {
  readonly key: Exclude<keyof CostInputs, 'keepsErrors'>;
  readonly label: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** What the box holds is the input times this: shares are typed as per cent. */
  readonly times?: number;
}

const FIELDS: readonly Field[] = [
  { key: 'requestsPerSecond', label: 'Requests', unit: 'per second', min: 0, max: 1e7 },
  { key: 'spansPerRequest', label: 'Spans in a trace', unit: 'spans', min: 1, max: 1e6 },
  { key: 'bytesPerSpan', label: 'Size of a span', unit: 'bytes', min: 1, max: 1e7 },
  { key: 'failingShare', label: 'Requests that fail', unit: '%', min: 0, max: 100, times: 100 },
  { key: 'keptShare', label: 'Traces you keep', unit: '%', min: 0, max: 100, times: 100 },
  { key: 'retentionDays', label: 'Kept for', unit: 'days', min: 0, max: 3650 },
  { key: 'pricePerGbSent', label: 'Your price to send a GB', unit: 'in your currency', min: 0, max: 1e6 },
  { key: 'pricePerGbMonth', label: 'Your price to store a GB', unit: 'a month', min: 0, max: 1e6 },
];
/** A load to begin with; the prices are the reader's to fill in. */
const FIRST: CostInputs = {
  requestsPerSecond: 200,
  spansPerRequest: 15,
  bytesPerSpan: 500,
  keptShare: 0.1,
  failingShare: 0.005,
  keepsErrors: false,
  pricePerGbSent: 0,
  pricePerGbMonth: 0,
  retentionDays: 14,
};

export function CostCalculator() {
  const inputs = useSignal(FIRST);
  const cost = useComputed(() => telemetryCost(inputs.value));
  const set = (change: Partial<CostInputs>) => {
    inputs.value = { ...inputs.value, ...change };
  };
  const { value } = cost;
  const hasPrice = inputs.value.pricePerGbSent > 0 || inputs.value.pricePerGbMonth > 0;
  return (
    <section class="cost-calculator not-content" aria-labelledby="cost-calculator">
      <h3 id="cost-calculator">What would yours cost?</h3>
      <p class="about">
        The load is an example and the prices are empty. Put in your own; nothing leaves this page.
      </p>
      <div class="columns">
        <form onSubmit={(event) => event.preventDefault()}>
          {FIELDS.map((field) => (
            <NumberField
              key={field.key}
              field={field}
              value={inputs.value[field.key]}
              onValue={(number) => set({ [field.key]: number })}
            />
          ))}
          <label class="tick">
            <input
              type="checkbox"
              checked={inputs.value.keepsErrors}
              onChange={({ currentTarget }) => set({ keepsErrors: currentTarget.checked })}
            />
            Keep every failing trace (tail sampling)
          </label>
        </form>
        <output aria-live="polite">
          <dl>
            <Figure name="spans made in a month" text={count(value.spansMadePerMonth)} />
            <Figure name="spans sent" text={count(value.spansSentPerMonth)} />
            <Figure name="sent in a month" text={gigabytes(value.gbSentPerMonth)} />
            <Figure name="stored, once it is full" text={gigabytes(value.gbStored)} />
            <Figure
              name="a month, in your currency"
              text={hasPrice ? money(value.moneyPerMonth) : 'your price is missing'}
            />
            <Figure
              name="failing traces thrown away in a month"
              text={count(value.failingTracesLostPerMonth)}
            />
            <Figure
              name="traces a day that show what one request in a thousand does"
              text={count(value.rareSightingsPerDay)}
            />
          </dl>
        </output>
      </div>
    </section>
  );
}

interface NumberFieldProps {
  readonly field: Field;
  readonly value: number;
  onValue(value: number): void;
}

/** Text that is no number in range stays in the box, is marked, and changes nothing. */
function NumberField({ field: { key, label, unit, min, max, times = 1 }, value, onValue }: NumberFieldProps) {
  const problem = useSignal<string | undefined>(undefined);
  const read = (text: string) => {
    const number = Number(text);
    const isValid = text.trim() !== '' && number >= min && number <= max;
    problem.value = isValid ? undefined : `A number from ${min} to ${max}.`;
    if (isValid) onValue(number / times);
  };
  const problemId = `cost-${key}-problem`;
  return (
    <div class="field">
      <label for={`cost-${key}`}>
        {label} <span class="unit">{unit}</span>
      </label>
      <input
        id={`cost-${key}`}
        type="text"
        inputMode="decimal"
        autocomplete="off"
        defaultValue={String(Math.round(value * times * 1e6) / 1e6)}
        aria-invalid={problem.value !== undefined}
        aria-describedby={problemId}
        onInput={({ currentTarget }) => read(currentTarget.value)}
      />
      <span class="problem" id={problemId}>
        {problem.value}
      </span>
    </div>
  );
}

function Figure({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const cents = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const count = (number: number) => (number < 1000 ? plain : short).format(number);
const money = (amount: number) => cents.format(amount);
const gigabytes = (gb: number) => (gb >= 1000 ? `${plain.format(gb / 1000)} TB` : `${plain.format(gb)} GB`);
