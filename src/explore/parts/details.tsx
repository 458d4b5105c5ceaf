/** What is known of one row of a table, beside it: a head with its time and the way to close it, and its facts. */
import type { ComponentChildren } from 'preact';

export interface DetailsProps {
  /** What it is of, for who does not see it. */
  readonly of: string;
  readonly title: string;
  readonly time: string;
  readonly facts: Iterable<readonly [name: string, value: string]>;
  readonly close: () => void;
  /** Above the facts, and below them. */
  readonly lead?: ComponentChildren;
  readonly children?: ComponentChildren;
}

export function Details({ of, title, time, facts, close, lead, children }: DetailsProps) {
  return (
    <aside class="details" aria-label={of}>
      <div class="pane-head">
        <b>{title}</b>
        <span class="faint">{time}</span>
        <button type="button" onClick={close} aria-label={`Close the ${of.toLowerCase()}`}>
          ✕
        </button>
      </div>
      {lead}
      <dl>
        {[...facts].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {children}
    </aside>
  );
}
