/**
 * Devices that report leaks for as long as they are let, a few at once, to the balancer; and what each was told. Whoever
 * is refused reports the next leak all the same: devices know no better.
 */
export interface EventLoad {
  readonly accepted: readonly Accepted[];
  readonly refused: readonly Refused[];
  /** Resolves when so many more were accepted, or refused. */
  more(outcome: 'accepted' | 'refused', count: number): Promise<void>;
  /** Resolves when those under way are answered. */
  stop(): Promise<void>;
}
export interface Accepted {
  readonly eventId: number;
  readonly messageId: string;
}
export interface Refused {
  /** 0: the connection broke. */
  readonly status: number;
  readonly code: string | undefined;
  readonly retryAfter: string | null;
}

const AT_ONCE = 4;
/** Far more than any answer takes: whoever waits longer hangs. */
const PATIENCE_MS = 30_000;
/** So that no more messages are sent in a test than wait in the building at most (5,000), however slow it is. */
const BREATH_MS = 80;

export function eventLoad(url: string, session: string): EventLoad {
  const accepted: Accepted[] = [];
  const refused: Refused[] = [];
  let waiting: { isSo(): boolean; go(): void }[] = [];
  let stopped = false;

  const report = async (): Promise<void> => {
    try {
      const answer = await fetch(`${url}/api/building/devices/3/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', baggage: `session.id=${session}` },
        body: '{"kind":"leak"}',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await answer.text();
      if (answer.status === 202) accepted.push(JSON.parse(text) as Accepted);
      else
        refused.push({
          status: answer.status,
          code: codeOf(text),
          retryAfter: answer.headers.get('retry-after'),
        });
    } catch (error) {
      if ((error as Error).name === 'TimeoutError') throw error;
      refused.push({ status: 0, code: undefined, retryAfter: null });
    }
    waiting = waiting.filter(({ isSo, go }) => {
      if (isSo()) go();
      return !isSo();
    });
  };
  const device = async () => {
    while (!stopped) {
      await report();
      await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
    }
  };
  const devices = Promise.all(Array.from({ length: AT_ONCE }, device));
  devices.catch(() => {});
  return {
    accepted,
    refused,
    more(outcome, count) {
      const list = outcome === 'accepted' ? accepted : refused;
      const enough = list.length + count;
      const come = new Promise<void>((go) => {
        waiting.push({ isSo: () => list.length >= enough, go });
      });
      return Promise.race([come, devices.then(() => {})]);
    },
    async stop() {
      stopped = true;
      await devices;
    },
  };
}

function codeOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { error?: { code?: string } }).error?.code;
  } catch {
    return undefined;
  }
}
