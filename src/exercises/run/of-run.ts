/**
 * The part of a feed message that belongs to one run: what carries its `bldg.run.id`, or is of its trace. A session may
 * have several runs under way (two cards, or a late span of the run before), so nothing else may reach the evidence.
 */
import { BAGGAGE_RUN_ID } from '../../../demo-server/protocol.ts';
import type { OtlpKeyValue, OtlpLogs, OtlpTraces } from '../../trace/model/otlp-json.ts';
import type { RunIdentity } from './run-identity.ts';

interface Stamped {
  readonly traceId?: string;
  readonly attributes?: readonly OtlpKeyValue[];
}

/** Undefined when nothing of it belongs to the run. Linear in the spans and their attributes. */
export function tracesOfRun(body: OtlpTraces, run: RunIdentity): OtlpTraces | undefined {
  const resourceSpans = list(body.resourceSpans).flatMap((holder) => {
    const scopeSpans = list(holder?.scopeSpans).flatMap((scoped) => {
      const spans = list(scoped?.spans).filter((span) => belongs(span, run));
      return spans.length > 0 ? [{ ...scoped, spans }] : [];
    });
    return scopeSpans.length > 0 ? [{ ...holder, scopeSpans }] : [];
  });
  return resourceSpans.length > 0 ? { resourceSpans } : undefined;
}

export function logsOfRun(body: OtlpLogs, run: RunIdentity): OtlpLogs | undefined {
  const resourceLogs = list(body.resourceLogs).flatMap((holder) => {
    const scopeLogs = list(holder?.scopeLogs).flatMap((scoped) => {
      const logRecords = list(scoped?.logRecords).filter((record) => belongs(record, run));
      return logRecords.length > 0 ? [{ ...scoped, logRecords }] : [];
    });
    return scopeLogs.length > 0 ? [{ ...holder, scopeLogs }] : [];
  });
  return resourceLogs.length > 0 ? { resourceLogs } : undefined;
}

function belongs(record: Stamped | null | undefined, run: RunIdentity): boolean {
  const stamp = list(record?.attributes).find((attribute) => attribute?.key === BAGGAGE_RUN_ID);
  // A stamp decides; only what has none is judged by its trace.
  if (stamp) return stamp.value?.stringValue === run.runId;
  return record?.traceId?.toLowerCase() === run.traceId;
}

/** What arrives is untrusted: where a list should be there may be anything. */
function list<Item>(value: readonly Item[] | undefined): readonly Item[] {
  return Array.isArray(value) ? value : [];
}
