/** The list of traces: newest first unless told otherwise, as long as it is; a row opens its trace. */
import { useSignal } from '@preact/signals';
import { useCallback, useMemo } from 'preact/hooks';
import type { ExploreModel } from '../explore-model.ts';
import { VirtualGrid } from '../parts/virtual-grid.tsx';
import { countText, durationText, timeText } from '../parts/words.ts';
import type { TraceList as Listed, ListedTrace } from '../source/telemetry-source.ts';
import { serviceColour } from './service-colour.ts';

type SortKey = 'start' | 'duration' | 'spans' | 'errors';
const VALUE: Readonly<Record<SortKey, (trace: ListedTrace) => number>> = {
  start: ({ startUnixMs }) => startUnixMs,
  duration: ({ durationNs }) => durationNs,
  spans: ({ spans }) => spans,
  errors: ({ errors }) => errors,
};
const ROW_PX = 44;
const MAX_DOTS = 6;

export function TraceList({ model, list }: { readonly model: ExploreModel; readonly list: Listed }) {
  const sort = useSignal<{ readonly key: SortKey; readonly descending: boolean }>({
    key: 'start',
    descending: true,
  });
  const { key, descending } = sort.value;
  const traces = useMemo(() => {
    const value = VALUE[key];
    const sign = descending ? -1 : 1;
    return [...list.traces].sort((a, b) => sign * (value(a) - value(b)));
  }, [list, key, descending]);
  const longestNs = useMemo(
    () => traces.reduce((max, { durationNs }) => Math.max(max, durationNs), 1),
    [traces],
  );
  const keyOf = useCallback((index: number) => traces[index]?.traceId ?? String(index), [traces]);

  const column = (name: string, of: SortKey, className: string) => ({
    name,
    className,
    sort: key === of ? (descending ? ('descending' as const) : ('ascending' as const)) : ('none' as const),
    onSort: () => {
      sort.value = { key: of, descending: key === of ? !descending : true };
    },
  });
  const isFiltered = model.place.value.query.trim() !== '';
  return (
    <div class="trace-list">
      <p class="list-words" role="status">
        {countText(list.matched, 'trace')}
        {isFiltered && list.kept > list.matched && ` of ${list.kept.toLocaleString('en')}`}
        {list.matched > list.traces.length &&
          `, the newest ${list.traces.length.toLocaleString('en')} listed`}
      </p>
      <VirtualGrid
        label="Traces"
        rowPx={ROW_PX}
        count={traces.length}
        keyOf={keyOf}
        columns={[
          column('Start', 'start', 'col-start'),
          { name: 'Trace', className: 'col-name' },
          { name: 'Services', className: 'col-services' },
          column('Spans', 'spans', 'col-spans'),
          column('Errors', 'errors', 'col-errors'),
          column('Duration', 'duration', 'col-duration'),
        ]}
        rowLabel={(index) => (traces[index] ? spoken(traces[index]) : '')}
        cells={(index) => (traces[index] ? cells(traces[index], longestNs, isFiltered) : [])}
        onOpen={(index) => {
          const trace = traces[index];
          if (trace !== undefined) model.go({ traceId: trace.traceId, spanId: '' });
        }}
      />
    </div>
  );
}

function spoken(trace: ListedTrace): string {
  const parent = trace.isRooted ? '' : ', its parent was not received';
  const errors = trace.errors === 0 ? '' : `, ${countText(trace.errors, 'error')}`;
  return `${trace.service} ${nameOf(trace)}${parent}, ${durationText(trace.durationNs)}, ${countText(trace.spans, 'span')}${errors}, ${timeText(trace.startUnixMs)}`;
}

const nameOf = ({ name }: ListedTrace): string => name || 'unnamed';

function cells(trace: ListedTrace, longestNs: number, isFiltered: boolean) {
  return [
    <time key="start" dateTime={new Date(trace.startUnixMs).toISOString()}>
      {timeText(trace.startUnixMs)}
    </time>,
    <>
      <i class="dot" style={{ background: serviceColour(trace.service) }} />
      <span class="service">{trace.service}</span> <b>{nameOf(trace)}</b>
      {!trace.isRooted && <span class="no-parent">parent not received</span>}
      {isFiltered && trace.matched < trace.spans && (
        <span class="tag">{countText(trace.matched, 'match', 'matches')}</span>
      )}
    </>,
    <span class="dots" key="services" title={trace.services.join(', ')}>
      {trace.services.slice(0, MAX_DOTS).map((service) => (
        <i class="dot" key={service} style={{ background: serviceColour(service) }} />
      ))}
      {trace.services.length}
    </span>,
    trace.spans.toLocaleString('en'),
    trace.errors === 0 ? <span class="faint">0</span> : <b class="error">{`✕ ${trace.errors}`}</b>,
    <>
      <span>{durationText(trace.durationNs)}</span>
      <i class="bar" style={{ width: `${Math.max(1.5, (100 * trace.durationNs) / longestNs)}%` }} />
    </>,
  ];
}
