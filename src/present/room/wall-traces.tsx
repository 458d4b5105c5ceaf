/** The newest traces of the room in the timeline. Selecting a span holds them; they go on when that is asked for. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { siteHref } from '../../components/course/site-href.ts';
import { countText } from '../../explore/parts/words.ts';
import { SERVICES } from '../../server-client/services.ts';
import type { TraceTimelineElement } from '../../timeline/element.ts';
import type { WallModel } from './wall-model.ts';

const ALL_TRACES = siteHref(`/explore/?q=${encodeURIComponent('{ resource.service.name = "room" }')}`);

export function WallTraces({ model }: { readonly model: WallModel }) {
  const timeline = useRef<TraceTimelineElement>(null);
  const isLoaded = useSignal(false);
  const { telemetry, held } = model;

  useEffect(() => {
    void import('../../timeline/element.ts').then(() => {
      isLoaded.value = true;
    });
  }, []);
  useSignalEffect(() => {
    const { table } = telemetry.value;
    if (isLoaded.value && timeline.current && table) timeline.current.table = table;
  });

  const { table, traces } = telemetry.value;
  return (
    <section class="wall-traces" aria-label="Newest traces">
      <header>
        <b>Newest traces</b>
        <span>{countText(traces, 'trace')} since this was opened</span>
        {table && (
          <a href={ALL_TRACES} target="explore">
            Explore them
          </a>
        )}
        {table && (
          <button type="button" aria-pressed={held.value} onClick={() => model.hold(!held.value)}>
            {held.value ? 'Go on' : 'Hold'}
          </button>
        )}
      </header>
      {!table && <p class="faint">The next tap of a phone appears here.</p>}
      <trace-timeline
        ref={timeline}
        hidden={!table}
        services={['room', ...SERVICES.slice(1)].join(' ')}
        onspanselect={() => model.hold(true)}
      />
    </section>
  );
}
