/** The trace of the learner's run, and the trace of the solution's run. */
import { useEffect, useRef } from 'preact/hooks';
import { SERVICES } from '../../server-client/services.ts';
import type { TraceTimelineElement } from '../../timeline/element.ts';
import type { TraceReader } from '../../trace/model/types.ts';

export interface TraceComparisonProps {
  readonly own: TraceReader | undefined;
  readonly solution: TraceReader;
}

export function TraceComparison({ own, solution }: TraceComparisonProps) {
  return (
    <div class="trace-comparison">
      {own && <StillTimeline heading="The trace of your run" table={own} />}
      <StillTimeline heading="The trace of the solution" table={solution} />
    </div>
  );
}

function StillTimeline({ heading, table }: { readonly heading: string; readonly table: TraceReader }) {
  const timeline = useRef<TraceTimelineElement>(null);
  useEffect(() => {
    void import('../../timeline/element.ts').then(() => {
      if (!timeline.current) return;
      timeline.current.table = table;
      timeline.current.settle();
    });
  }, [table]);
  return (
    <div>
      <h5>{heading}</h5>
      <trace-timeline ref={timeline} services={SERVICES.join(' ')} />
    </div>
  );
}
