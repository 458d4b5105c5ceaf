/** The TraceQL line of the page: coloured, completed, marked where it is wrong. Enter, or a pause, asks. */
import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { newStyle } from '../../timeline/dom/new-style.ts';
import { QUERY_INPUT_STYLE, QueryInput } from '../../timeline/search/query-input.ts';
import type { ExploreModel } from '../explore-model.ts';
import { RANGES, type Range } from '../explore-place.ts';

const PAUSE_MS = 400;

export function QueryBox({ model }: { readonly model: ExploreModel }) {
  const holder = useRef<HTMLDivElement>(null);
  const box = useRef<QueryInput | undefined>(undefined);
  const pause = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** What this line asked, or showed, last. */
  const known = useRef('');

  useEffect(() => {
    const ask = (how: 'push' | 'replace') => {
      clearTimeout(pause.current);
      const { query } = model.place.peek();
      known.current = input.value;
      if (input.value !== query) model.go({ query: input.value, traceId: '', spanId: '' }, how);
    };
    const input = new QueryInput(
      {
        changed: () => {
          clearTimeout(pause.current);
          pause.current = setTimeout(() => ask('replace'), PAUSE_MS);
        },
        entered: () => {
          ask('push');
          input.selectWrong();
        },
        escaped: () => undefined,
        known: () => model.fields.peek(),
      },
      {
        'aria-label': 'TraceQL',
        'aria-describedby': 'query-words',
        placeholder: '{ status = error }   or   { } | rate() by (resource.service.name)',
      },
    );
    box.current = input;
    input.value = known.current = model.place.peek().query;
    const style = newStyle(QUERY_INPUT_STYLE);
    holder.current?.append(style, input.element);
    return () => {
      style.remove();
      clearTimeout(pause.current);
      input.element.remove();
    };
  }, [model]);
  useSignalEffect(() => {
    const input = box.current;
    const { query } = model.place.value;
    const asked = model.asked.value;
    if (input === undefined) return;
    // What is being typed is not what was asked: only another query does, as by going back.
    if (query !== known.current) input.value = known.current = query;
    input.markWrong(asked.type === 'wrong' && input.value === query ? asked.error : undefined);
  });

  const asked = model.asked.value;
  return (
    <search class="query">
      <div class="query-line">
        <div class="query-holder" ref={holder} />
        {model.source.value?.type === 'server' && <RangeChoice model={model} />}
      </div>
      <p id="query-words" class="query-words" role="status" data-wrong={asked.type === 'wrong' || undefined}>
        {asked.type === 'wrong' && (
          <>
            <span>
              Character {asked.error.from + 1}: {asked.error.message}
            </span>
            <code class="wrong-place">
              {model.place.value.query.slice(Math.max(0, asked.error.from - 24), asked.error.from)}
              <mark>
                {model.place.value.query.slice(
                  asked.error.from,
                  Math.max(asked.error.to, asked.error.from + 1),
                ) || ' '}
              </mark>
              {model.place.value.query.slice(Math.max(asked.error.to, asked.error.from + 1)).slice(0, 24)}
            </code>
          </>
        )}
        {asked.type !== 'wrong' && model.trouble.value}
      </p>
    </search>
  );
}

const RANGE_WORDS: Readonly<Record<Range, string>> = {
  '': 'All that is kept',
  '15m': 'Last 15 minutes',
  '1h': 'Last hour',
  '6h': 'Last 6 hours',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
};

function RangeChoice({ model }: { readonly model: ExploreModel }) {
  const { range } = model.place.value;
  return (
    <select
      aria-label="Time"
      value={range}
      onChange={({ currentTarget }) => {
        const chosen = RANGES.find((known) => known === currentTarget.value) ?? '';
        model.go({ range: chosen, traceId: '', spanId: '' });
      }}
    >
      {RANGES.map((known) => (
        <option key={known} value={known}>
          {RANGE_WORDS[known]}
        </option>
      ))}
    </select>
  );
}
