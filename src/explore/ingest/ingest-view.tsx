/** The receiver's log: each request that came in, what became of it, and what its sender could do better. */
import { useSignal } from '@preact/signals';
import { useCallback } from 'preact/hooks';
import type { IngestedRequest } from '../../../demo-server/protocol.ts';
import type { ExploreModel } from '../explore-model.ts';
import { Details } from '../parts/details.tsx';
import { TeachIngest } from '../parts/teach.tsx';
import { useLive } from '../parts/use-live.ts';
import { VirtualGrid } from '../parts/virtual-grid.tsx';
import { countText, timeText } from '../parts/words.ts';
import type { TelemetrySource } from '../source/telemetry-source.ts';
import {
  forwardingText,
  senderText,
  sizeText,
  statusText,
  tookText,
  verdictText,
  wayText,
} from './ingest-words.ts';

const AGAIN_MS = 1_000;
const ROW_PX = 34;

export function IngestView({
  model,
  source,
}: {
  readonly model: ExploreModel;
  readonly source: TelemetrySource;
}) {
  const open = useSignal(0);
  const { ingest } = source;
  const { answer, trouble } = useLive(source, ingest, { everyMs: AGAIN_MS });

  const requests = answer.value?.requests ?? [];
  const keyOf = useCallback((index: number) => String(requests[index]?.number ?? index), [requests]);
  if (ingest === undefined)
    return <p class="words">A file comes without a receiver: close it to see what is sent to the server.</p>;
  if (answer.value === undefined) return <p class="words">{trouble.value || 'Asking the receiver.'}</p>;
  if (requests.length === 0) return <TeachIngest model={model} />;
  const { totals, forwarding } = answer.value;
  const shown = requests.find(({ number }) => number === open.value);
  return (
    <div class="ingest">
      <p class="list-words" role="status">
        {countText(totals.requests, 'request')}, {totals.refused.toLocaleString('en')} refused;{' '}
        {countText(totals.accepted.traces, 'span')}, {countText(totals.accepted.metrics, 'data point')} and{' '}
        {countText(totals.accepted.logs, 'log record')} taken
        {forwarding !== undefined && `; ${forwardingText(forwarding)}`}
      </p>
      <div class="with-details" data-open={shown !== undefined || undefined}>
        <VirtualGrid
          label="Requests"
          rowPx={ROW_PX}
          count={requests.length}
          keyOf={keyOf}
          open={shown === undefined ? -1 : requests.indexOf(shown)}
          columns={[
            { name: 'Time', className: 'col-start' },
            { name: 'From', className: 'col-service' },
            { name: 'How', className: 'col-way' },
            { name: 'Took', className: 'col-took' },
            { name: 'Notes', className: 'col-verdict' },
          ]}
          rowLabel={(index) => {
            const request = requests[index];
            if (request === undefined) return '';
            const parts = [senderText(request), wayText(request), tookText(request), verdictText(request)];
            return parts.filter((part) => part !== '').join(', ');
          }}
          cells={(index) => {
            const request = requests[index];
            if (request === undefined) return [];
            return [
              timeText(request.atUnixMs),
              senderText(request),
              wayText(request),
              tookText(request),
              <span class="verdict" data-outcome={outcomeOf(request)} key="verdict">
                {verdictText(request)}
              </span>,
            ];
          }}
          onOpen={(index) => {
            open.value = requests[index]?.number ?? 0;
          }}
        />
        {shown !== undefined && (
          <RequestDetails
            request={shown}
            close={() => {
              open.value = 0;
            }}
          />
        )}
      </div>
    </div>
  );
}

function outcomeOf({ outcome, rejected, lint, message }: IngestedRequest): string {
  if (outcome === 'refused') return 'refused';
  if (rejected > 0) return 'part';
  return lint.length > 0 || message !== '' ? 'hints' : 'whole';
}

function RequestDetails({
  request,
  close,
}: {
  readonly request: IngestedRequest;
  readonly close: () => void;
}) {
  const facts = [
    ['Answer', statusText(request)],
    ['Took', tookText(request)],
    ['How', wayText(request)],
    ['Size', sizeText(request)],
    ['Services', request.services.join(', ') || 'none named'],
    ['Sender', request.sender || 'no User-Agent'],
  ] as const;
  return (
    <Details
      of="Request"
      title={`${request.signal}, request ${request.number.toLocaleString('en')}`}
      time={timeText(request.atUnixMs)}
      facts={facts}
      close={close}
    >
      {request.message !== '' && (
        <>
          <h3>What the sender was told</h3>
          <p class="told">{request.message}</p>
        </>
      )}
      {request.lint.length > 0 && (
        <>
          <h3>What could be better</h3>
          <ul class="lint">
            {request.lint.map(({ message, times, example }) => (
              <li key={message}>
                {message}{' '}
                <span class="faint">
                  {countText(times, 'time')}
                  {example !== '' && `, first on ${example}`}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Details>
  );
}
