/**
 * The trace of the run under way, or of the last one. The timeline is a custom element that loads when the card comes
 * near the screen; until there is a trace the recorded one stands in its place, and comes back on
 * paper. The first run takes over its height, so that nothing below jumps.
 */
import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { siteHref } from '../../components/course/site-href.ts';
import { SERVICES } from '../../server-client/services.ts';
import type { TraceTimelineElement } from '../../timeline/element.ts';
import type { CardModel, CardRun } from './card-types.ts';
import { againstBefore } from './run-words.ts';
import { NAMES_OF_RUNS } from './trace-comparison.tsx';

export function RunTimeline({
  model,
  recorded,
}: {
  readonly model: CardModel;
  readonly recorded?: ComponentChildren;
}) {
  const { run, before, telemetry, highlighted, picking, state } = model;
  const pane = useRef<HTMLDivElement>(null);
  const timeline = useRef<TraceTimelineElement>(null);
  const loaded = useSignal(false);
  const failed = useSignal(false);

  useEffect(() => {
    const load = () =>
      import('../../timeline/element.ts').then(
        () => {
          loaded.value = true;
        },
        () => {
          failed.value = true;
        },
      );
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        watch.disconnect();
        void load();
      },
      { rootMargin: '600px' },
    );
    if (pane.current) watch.observe(pane.current);
    return () => watch.disconnect();
  }, [loaded, failed]);

  useSignalEffect(() => {
    const element = pane.current;
    if (!run.value || !element || element.style.minHeight !== '') return;
    element.style.minHeight = `${element.offsetHeight}px`;
  });
  // The element stays in the page, hidden until there is a run: it is never rebuilt between runs.
  useSignalEffect(() => {
    const element = timeline.current;
    const table = run.value?.table;
    if (!loaded.value || !element || !table) return;
    if (element.table === table) return;
    element.compare = undefined;
    element.view = 'waterfall';
    element.table = table;
  });
  useSignalEffect(() => {
    const isRunning = state.value === 'running';
    const element = timeline.current;
    if (!loaded.value || !element || !run.value) return;
    element.live = isRunning;
    if (!isRunning) element.settle();
  });
  useSignalEffect(() => {
    if (telemetry.value > 0 && loaded.value) timeline.current?.refresh();
  });
  useSignalEffect(() => {
    const spans = highlighted.value;
    // The verdict at the click: what the answers become later does not recolour what is being looked at.
    const proves = model.results.peek()?.some(({ pass, spans: of }) => pass && of === spans) === true;
    if (loaded.value) timeline.current?.highlight(spans, proves ? 'pass' : 'fail');
  });

  const compareWithBefore = ({ number, table }: CardRun) => {
    const ignoreAttributes = NAMES_OF_RUNS;
    const ownLabel = `Run ${run.value?.number}`;
    void timeline.current?.compareWith(table, {
      as: 'before',
      label: `Run ${number}`,
      ownLabel,
      ignoreAttributes,
    });
  };
  const change = run.value && before.value ? againstBefore(run.value, before.value) : '';
  return (
    <div class="timeline-pane" ref={pane}>
      <div class="timeline-head">
        <strong>{run.value ? `Run ${run.value.number}` : 'The trace as the exercise starts'}</strong>
        {run.value && before.value && change !== '' && (
          <span>
            against run {before.value.number}: {change}
          </span>
        )}
        {run.value?.finished && before.value && (
          <button type="button" class="link" onClick={() => before.value && compareWithBefore(before.value)}>
            compare with the one before
          </button>
        )}
        {picking.value !== undefined && <strong>Choose the span that answers the question above.</strong>}
        {highlighted.value.length > 0 && (
          <button type="button" class="link" onClick={() => model.highlight([])}>
            show all spans alike
          </button>
        )}
      </div>
      {!run.value && (
        <p class="timeline-empty">Press Run. Your trace grows here while its spans are still open.</p>
      )}
      {run.value && failed.value && (
        <p class="timeline-empty" role="status">
          The timeline could not be loaded. What the telemetry says above holds all the same; reload the page
          to see the trace.
        </p>
      )}
      {/* Hidden, never taken out: it is the build's markup, and this page does not make markup. */}
      <div class="recorded" hidden={run.value !== undefined}>
        {recorded}
      </div>
      <trace-timeline
        ref={timeline}
        services={SERVICES.join(' ')}
        deep-links
        link-to={siteHref('/explore/')}
        hidden={!run.value}
        onspanselect={(event) => {
          if (event.detail) model.chooseSpan(event.detail.spanId);
        }}
      />
    </div>
  );
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'trace-timeline': HTMLAttributes<TraceTimelineElement> & {
        services?: string;
        'deep-links'?: boolean;
        'link-to'?: string;
        onspanselect?: (event: CustomEvent<{ readonly spanId: string } | undefined>) => void;
      };
    }
  }
}
