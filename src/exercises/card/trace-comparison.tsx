/** The trace of the learner's run against the trace of the solution's: row by row, in the timeline's own comparison. */
import { useEffect, useRef } from 'preact/hooks';
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID } from '../../../demo-server/protocol.ts';
import { SERVICES } from '../../server-client/services.ts';
import type { TraceTimelineElement } from '../../timeline/element.ts';
import type { TraceReader } from '../../trace/model/types.ts';

/** They name one run; every run has others. */
export const NAMES_OF_RUNS = [BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID];

export interface TraceComparisonProps {
  /** Undefined when there is no run yet: then the solution stands alone. */
  readonly own: TraceReader | undefined;
  readonly solution: TraceReader;
}

export function TraceComparison({ own, solution }: TraceComparisonProps) {
  const timeline = useRef<TraceTimelineElement>(null);
  useEffect(() => {
    void import('../../timeline/element.ts').then(async () => {
      const element = timeline.current;
      if (!element) return;
      element.table = own ?? solution;
      element.settle();
      if (!own) return;
      const ignoreAttributes = NAMES_OF_RUNS;
      const label = 'The solution';
      await element.compareWith(solution, { as: 'after', label, ownLabel: 'Your run', ignoreAttributes });
    });
  }, [own, solution]);
  return (
    <div class="trace-comparison">
      <h5>{own ? 'The trace of your run, and of the solution' : 'The trace of the solution'}</h5>
      <trace-timeline ref={timeline} services={SERVICES.join(' ')} />
    </div>
  );
}
