/** The page's one view of a demo server, wherever it runs. */
import type { FeedMessage } from '../../demo-server/protocol.ts';

export type ServerMode = 'live' | 'in-browser' | 'recorded';

export interface DemoServer {
  readonly mode: ServerMode;
  /** Resolves when a request would leave at once; only servers that are slow to wake have it. */
  prepare?(): Promise<void>;
  /** Sends a request whose URL path starts with `/api/`. Rejects only when the server cannot be reached. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** The same request to the system without any learner's program in it; where there is none, leave it out. */
  requestAsShipped?(path: string, init?: RequestInit): Promise<Response>;
  /**
   * Subscribes to the telemetry of one session. Resolves when the feed is open, so that nothing sent afterwards is
   * missed; the listener also hears when the line is lost and when it is back.
   */
  feed(session: string, listener: FeedListener): Promise<StopFeed>;
}
export type FeedListener = (event: FeedMessage | { readonly type: 'lost' | 'back' }) => void;
export type StopFeed = () => void;

/** Why a server is gone, where that is known and can be helped. */
export class ServerEnded extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.name = 'ServerEnded';
    this.hint = hint;
  }
}
