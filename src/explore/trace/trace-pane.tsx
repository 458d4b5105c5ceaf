/**
 * One trace in the full timeline. What arrives later is added to the table on show, so that the reader stays where they
 * are; the selected span is in the address, so that a link leads to it.
 */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import '../../timeline/element.ts';
import { SERVICES } from '../../server-client/services.ts';
import type { TraceTimelineElement } from '../../timeline/element.ts';
import type { TraceTable } from '../../trace/model/trace-table.ts';
import { atMostEvery } from '../at-most-every.ts';
import type { ExploreModel } from '../explore-model.ts';
import type { TelemetrySource } from '../source/telemetry-source.ts';

type State = 'loading' | 'shown' | 'missing' | 'failed';
const AGAIN_MS = 1_000;

export function TracePane({
  model,
  source,
  traceId,
}: {
  readonly model: ExploreModel;
  readonly source: TelemetrySource;
  readonly traceId: string;
}) {
  const element = useRef<TraceTimelineElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const state = useSignal<State>('loading');
  const why = useSignal('');

  useEffect(() => {
    let isOver = false;
    let known: TraceTable | undefined;
    let version = 0;
    const show = async () => {
      try {
        const table = await source.trace(traceId, known);
        const timeline = element.current;
        if (isOver || timeline === null) return;
        if (table === undefined) {
          if (state.peek() !== 'shown') state.value = 'missing';
          return;
        }
        if (table === known) {
          if (table.version !== version) timeline.refresh();
          version = table.version;
          return;
        }
        known = table;
        version = table.version;
        timeline.table = table;
        state.value = 'shown';
        const { spanId } = model.place.peek();
        if (spanId !== '') timeline.select({ traceId, spanId });
      } catch (error) {
        if (isOver || state.peek() === 'shown') return;
        state.value = 'failed';
        why.value = error instanceof Error ? error.message : String(error);
      }
    };
    state.value = 'loading';
    heading.current?.focus();
    const again = atMostEvery(AGAIN_MS, show);
    const stop = source.subscribe(again.ask);
    again.ask();
    return () => {
      isOver = true;
      again.stop();
      stop();
    };
  }, [source, traceId]);

  useEffect(() => {
    const timeline = element.current;
    const selected = (event: Event) => {
      const { detail } = event as CustomEvent<{ readonly spanId?: string } | undefined>;
      model.go({ spanId: detail?.spanId ?? '' }, 'replace');
    };
    timeline?.addEventListener('spanselect', selected);
    return () => timeline?.removeEventListener('spanselect', selected);
  }, [model]);

  const { traces = [] } = model.list.value ?? {};
  const at = traces.findIndex((trace) => trace.traceId === traceId);
  const neighbour = (by: 1 | -1) => (at < 0 ? undefined : traces[at + by]?.traceId);
  const step = (by: 1 | -1, label: string) => (
    <button
      type="button"
      disabled={neighbour(by) === undefined}
      onClick={() => model.go({ traceId: neighbour(by) ?? '', spanId: '' }, 'replace')}
    >
      {label}
    </button>
  );
  const listed = traces[at];
  return (
    <section class="trace-pane" aria-labelledby="trace-title">
      <div class="pane-head">
        <a
          class="back"
          href={model.hrefOf({ traceId: '', spanId: '' })}
          onClick={(event) => {
            event.preventDefault();
            model.go({ traceId: '', spanId: '' });
          }}
        >
          ← All traces
        </a>
        <h2 id="trace-title" tabIndex={-1} ref={heading}>
          {listed === undefined || listed.name === '' ? 'Trace' : `${listed.service} ${listed.name}`}
        </h2>
        <code class="trace-id">{traceId}</code>
        {traces.length > 1 && (
          <span class="steps">
            {step(-1, 'Newer')}
            {step(1, 'Older')}
          </span>
        )}
      </div>
      {state.value === 'loading' && <p class="words">Fetching the trace.</p>}
      {state.value === 'missing' && (
        <p class="words" role="status">
          This trace is not here.{' '}
          {source.type === 'file'
            ? 'The file does not hold it.'
            : 'It may have left the store, or not arrived yet. If it arrives, it appears.'}
        </p>
      )}
      {state.value === 'failed' && (
        <p class="words bad" role="status">
          {why.value}
        </p>
      )}
      <trace-timeline
        ref={element}
        services={SERVICES.join(' ')}
        deep-links
        hidden={state.value !== 'shown'}
      />
    </section>
  );
}
