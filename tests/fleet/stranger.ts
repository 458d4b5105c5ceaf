/** Somebody who asks for laboratories all the time, each time in another name. */
export interface Stranger {
  /** How each request was answered. */
  readonly told: readonly string[];
  stop(): Promise<void>;
}

const AT_ONCE = 12;
const BREATH_MS = 20;

/** A laboratory of some hundred milliseconds, at a server or the balancer; `200`, or status and code of the refusal. */
export async function laboratory(url: string, session: string): Promise<string> {
  const answer = await fetch(`${url}/api/building/lab/goodhart`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', baggage: `session.id=${session}` },
    body: '{"leaks":20,"handler":"at-once"}',
  });
  const { error } = (await answer.json()) as { error?: { code: string } };
  return error === undefined ? `${answer.status}` : `${answer.status} ${error.code}`;
}

export function strangerAt(url: string): Stranger {
  const told: string[] = [];
  let stopped = false;
  const asking = async (_: unknown, who: number) => {
    for (let n = 0; !stopped; n++) {
      told.push(await laboratory(url, `made-up-${who}-${n}`));
      await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
    }
  };
  const all = Promise.all(Array.from({ length: AT_ONCE }, asking));
  all.catch(() => {});
  return {
    told,
    async stop() {
      stopped = true;
      await all;
    },
  };
}
