/** Log records, newest first, by severity and text; the open one shows all it carries and leads to its span. */
import { useSignal } from '@preact/signals';
import { useCallback, useMemo } from 'preact/hooks';
import type { LogRecord } from '../../trace/model/types.ts';
import type { ExploreModel } from '../explore-model.ts';
import { Details } from '../parts/details.tsx';
import { TeachLogs } from '../parts/teach.tsx';
import { useLive } from '../parts/use-live.ts';
import { VirtualGrid } from '../parts/virtual-grid.tsx';
import { countText, timeText } from '../parts/words.ts';
import type { TelemetrySource } from '../source/telemetry-source.ts';
import { serviceColour } from '../traces/service-colour.ts';
import { type PlacedLog, placedLogs } from './log-places.ts';
import { bodyText, plainText, SEVERITIES, severityOf, textOf } from './log-words.ts';

const AGAIN_MS = 1_500;
const ROW_PX = 34;

export function LogsView({
  model,
  source,
}: {
  readonly model: ExploreModel;
  readonly source: TelemetrySource;
}) {
  const { answer: table, trouble } = useLive(source, () => source.logs(), { everyMs: AGAIN_MS });
  const { find, severity } = model.place.value;
  const least = SEVERITIES.find(({ name }) => name === severity)?.least ?? 0;
  const open = useSignal<PlacedLog | undefined>(undefined);

  const all = table.value?.logs ?? [];
  const shown = useMemo(() => {
    const words = find.trim().toLowerCase();
    return all
      .filter(
        (log) => log.severityNumber >= least && (words === '' || textOf(log).toLowerCase().includes(words)),
      )
      .sort((a, b) => b.timeNs - a.timeNs);
  }, [table.value, least, find]);
  const placed = useMemo(() => placedLogs(shown, table.value?.originUnixNano ?? 0n), [shown]);
  const keyOf = useCallback((index: number) => placed[index]?.key ?? String(index), [placed]);

  if (table.value === undefined) return <p class="words">{trouble.value || 'Reading the logs.'}</p>;
  if (all.length === 0) return <TeachLogs model={model} />;
  return (
    <div class="logs">
      <div class="filters">
        <label>
          <span>Severity</span>
          <select
            value={least === 0 ? '' : severity}
            onChange={(event) => model.go({ severity: event.currentTarget.value })}
          >
            {SEVERITIES.map(({ label, name, least: number }) => (
              <option key={label} value={number === 0 ? '' : name}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <input
          type="search"
          aria-label="Search in logs"
          placeholder="Search in message, service and attributes"
          value={find}
          onInput={(event) => model.go({ find: event.currentTarget.value }, 'replace')}
        />
        <p class="list-words" role="status">
          {countText(shown.length, 'record')}
          {shown.length < all.length && ` of ${all.length.toLocaleString('en')}`}
        </p>
      </div>
      <div class="with-details" data-open={open.value !== undefined || undefined}>
        <VirtualGrid
          label="Logs"
          rowPx={ROW_PX}
          count={shown.length}
          keyOf={keyOf}
          open={placed.findIndex(({ key }) => key === open.value?.key)}
          columns={[
            { name: 'Time', className: 'col-start' },
            { name: 'Severity', className: 'col-severity' },
            { name: 'Service', className: 'col-service' },
            { name: 'Message', className: 'col-name' },
          ]}
          rowLabel={(index) => {
            const { log, unixMs } = placed[index] ?? {};
            return log === undefined || unixMs === undefined
              ? ''
              : `${severityOf(log).label}, ${log.service}, ${bodyText(log)}, ${timeText(unixMs)}`;
          }}
          cells={(index) => {
            const { log, unixMs } = placed[index] ?? {};
            if (log === undefined || unixMs === undefined) return [];
            const severity = severityOf(log);
            return [
              timeText(unixMs),
              <span class="severity" data-severity={severity.name} key="severity">
                {severity.label}
              </span>,
              <span key="service">
                <i class="dot" style={{ background: serviceColour(log.service) }} /> {log.service}
              </span>,
              bodyText(log),
            ];
          }}
          onOpen={(index) => {
            open.value = placed[index];
          }}
        />
        {open.value !== undefined && (
          <LogDetails
            log={open.value.log}
            time={timeText(open.value.unixMs)}
            model={model}
            close={() => {
              open.value = undefined;
            }}
          />
        )}
      </div>
    </div>
  );
}

function LogDetails({
  log,
  time,
  model,
  close,
}: {
  readonly log: LogRecord;
  readonly time: string;
  readonly model: ExploreModel;
  readonly close: () => void;
}) {
  const { traceId, spanId, service } = log;
  const facts = [
    ['service', service],
    ['severity', severityOf(log).label],
    ...[...log.attributes].map(([key, value]) => [key, plainText(value)] as const),
  ] as const;
  return (
    <Details
      of="Log record"
      title={log.eventName || severityOf(log).label}
      time={time}
      facts={facts}
      close={close}
      lead={
        <>
          <p class="log-body">{bodyText(log)}</p>
          {traceId !== '' && (
            <a
              class="primary"
              href={model.hrefOf({ view: 'traces', traceId, spanId })}
              onClick={(event) => {
                event.preventDefault();
                model.go({ view: 'traces', traceId, spanId });
              }}
            >
              {spanId === '' ? 'Show its trace' : 'Show its span'}
            </a>
          )}
        </>
      }
    />
  );
}
