/**
 * An outage as long as the promise says. Its length is what is put in, and nothing here is right because of it: what has to
 * be so meanwhile, and afterwards, is waited for as a state, however long that takes.
 */
import { until } from '../support/programs.ts';

const OUTAGE_MS = 10_000;

export async function outage(
  { stop, start }: { stop(): Promise<void>; start(): Promise<void> },
  meanwhile: () => Promise<void>,
): Promise<void> {
  await stop();
  const beganMs = performance.now();
  await meanwhile();
  await until('it has lasted ten seconds', () => performance.now() - beganMs >= OUTAGE_MS);
  await start();
}
