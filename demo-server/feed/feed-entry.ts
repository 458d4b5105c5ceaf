/**
 * An entry in the stream of a session: a line of what replicas tell each other, then the message that pages are shown.
 *
 *   ["traces",3,{"tallies":{"run-1":[-3,0,0]}}] \n {"resourceSpans":[...]}
 *
 * A replica of another version may have written it: what cannot be read is passed over.
 */
import { type Dropped, FEED_TYPES, type FeedMessage } from '../protocol.ts';
import type { StreamedMessage } from './sse-stream.ts';

export interface EncodedMessage extends StreamedMessage {
  readonly type: FeedMessage['type'];
}

/** What a replica adds to a run: spans opened minus ended, messages queued minus done, requests. */
export type Tally = readonly [openSpans: number, queuedMessages: number, requests: number];

/** `call`: how much did you measure in this run? `answer`: so much. `note`: tallies alone. */
type Unshown = 'note' | 'call' | 'answer';
export interface EntryHead {
  readonly type: FeedMessage['type'] | Unshown;
  /** Spans in the message. */
  readonly spans: number;
  readonly tallies?: Readonly<Record<string, Tally>> | undefined;
  /** What the replica could not append before this. */
  readonly lost?: Pick<Dropped, 'messages' | 'spans'> | undefined;
  /** Of a call, an answer, a verdict and its metrics: the run, and the number of the newest entry with a tally of it. */
  readonly run?: string | undefined;
  readonly after?: number | undefined;
}

export function encodeEntry({ type, spans, ...more }: EntryHead, json: string): string {
  return `${JSON.stringify([type, spans, more])}\n${json}`;
}

export function readEntry(data: string): { readonly head: EntryHead; readonly json: string } | undefined {
  const end = data.indexOf('\n');
  try {
    const [type, spans, more] = JSON.parse(data.slice(0, end)) as [EntryHead['type'], number, object];
    if (end < 0 || !KNOWN.has(type)) return undefined;
    return { head: { ...more, type, spans }, json: data.slice(end + 1) };
  } catch {
    return undefined;
  }
}

const KNOWN: ReadonlySet<string> = new Set([...FEED_TYPES, 'note', 'call', 'answer']);
export const isShown = (type: EntryHead['type']): type is FeedMessage['type'] =>
  type !== 'note' && type !== 'call' && type !== 'answer';
