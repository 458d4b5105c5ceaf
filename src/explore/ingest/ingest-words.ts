/** A request that came to the receiver, in words. */
import type { ForwardingState, IngestedRequest } from '../../../demo-server/protocol.ts';
import { bytesText, countText } from '../parts/words.ts';

const RECORDS = {
  traces: ['span', 'spans'],
  metrics: ['data point', 'data points'],
  logs: ['log record', 'log records'],
} as const;
/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const GRPC_CODES: Readonly<Record<number, string>> = {
  0: 'OK',
  3: 'INVALID_ARGUMENT',
  8: 'RESOURCE_EXHAUSTED',
  13: 'INTERNAL',
  14: 'UNAVAILABLE',
};

export function senderText({ services, sender }: IngestedRequest): string {
  return services.length > 0 ? services.join(', ') : sender || 'unnamed';
}

/** `HTTP, JSON, gzip`. */
export function wayText({ transport, contentType, compression }: IngestedRequest): string {
  if (transport === 'grpc') return 'gRPC, protobuf';
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const encoding =
    type === 'application/json' ? 'JSON' : type === 'application/x-protobuf' ? 'protobuf' : type || 'untyped';
  return ['HTTP', encoding, ...(compression === '' ? [] : [compression])].join(', ');
}

export function tookText({ signal, accepted, rejected, outcome }: IngestedRequest): string {
  if (outcome === 'refused') return 'nothing';
  const [one, many] = RECORDS[signal];
  const taken = countText(accepted, one, many);
  return rejected === 0 ? taken : `${taken}, ${rejected.toLocaleString('en')} refused`;
}

export function statusText({ transport, status }: IngestedRequest): string {
  return transport === 'grpc' ? `${GRPC_CODES[status] ?? 'status'} (${status})` : String(status);
}

/** What came over the wire beside what it held; the ratio says what compression saved. */
export function sizeText({ wireBytes, bytes }: IngestedRequest): string {
  if (bytes === undefined) return 'not read to its end';
  if (wireBytes === undefined || wireBytes === bytes) return bytesText(bytes);
  const ratio = (bytes / Math.max(1, wireBytes)).toFixed(1);
  return `${bytesText(wireBytes)} sent, ${bytesText(bytes)} inside (${ratio} to 1)`;
}

/** Empty when all was as it should be. */
export function verdictText({ outcome, rejected, message, lint }: IngestedRequest): string {
  if (outcome === 'refused') return 'refused';
  if (rejected > 0) return 'taken in part';
  const notes = lint.length + (message === '' ? 0 : 1);
  return notes === 0 ? '' : countText(notes, 'hint');
}

export function forwardingText({ forwarded, waiting, dropped, trouble }: ForwardingState): string {
  const parts = [`${forwarded.toLocaleString('en')} handed on`];
  if (waiting > 0) parts.push(`${waiting.toLocaleString('en')} waiting`);
  if (dropped > 0) parts.push(`${dropped.toLocaleString('en')} dropped`);
  return `${parts.join(', ')}${trouble === '' ? '' : `. ${trouble}`}`;
}
