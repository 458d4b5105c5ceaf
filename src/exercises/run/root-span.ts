/**
 * The browser's own span: it starts at the click, is the parent of every request of the run, and ends when the last
 * answer is in. It is written as OTLP/JSON like everything else, without an end while it is open.
 */
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID } from '../../../demo-server/protocol.ts';
import type { OtlpKeyValue, OtlpTraces } from '../../trace/model/otlp-json.ts';
import type { RunIdentity } from './run-identity.ts';

export const ROOT_SERVICE = 'workshop';
const KIND_INTERNAL = 1;
const STATUS_ERROR = 2;

export interface RootSpan {
  readonly title: string;
  readonly startUnixNano: bigint;
  /** Absent while the run is under way. */
  readonly endUnixNano?: bigint;
  /** Why the run failed, if it did. */
  readonly error?: string;
}

export function rootSpanOtlp(run: RunIdentity, root: RootSpan): OtlpTraces {
  const attributes = [text(BAGGAGE_SESSION_ID, run.session), text(BAGGAGE_RUN_ID, run.runId)];
  const span = {
    traceId: run.traceId,
    spanId: run.rootSpanId,
    name: `Run ${root.title}`,
    kind: KIND_INTERNAL,
    startTimeUnixNano: String(root.startUnixNano),
    ...(root.endUnixNano === undefined ? {} : { endTimeUnixNano: String(root.endUnixNano) }),
    attributes,
    ...(root.error === undefined ? {} : { status: { code: STATUS_ERROR, message: root.error } }),
  };
  const resource = { attributes: [text('service.name', ROOT_SERVICE)] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'workshop.run' }, spans: [span] }] }] };
}

function text(key: string, value: string): OtlpKeyValue {
  return { key, value: { stringValue: value } };
}
