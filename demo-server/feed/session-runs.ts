/** The newest runs of a session, and the way of entries to the run that they are about. */
import type { Clock } from '../clock.ts';
import type { Entry } from '../exchange/exchange.ts';
import { isRunId } from '../telemetry/run-baggage.ts';
import type { EntryHead, Tally } from './feed-entry.ts';
import type { FeedRuns, FeedSession } from './feed-session.ts';
import { Run } from './run.ts';

const MAX_RUNS = 16;

export class SessionRuns implements FeedRuns {
  readonly #feed: FeedSession;
  readonly #clock: Clock;
  readonly #replica: string;
  /** Oldest first. */
  readonly #runs = new Map<string, Run>();

  constructor(feed: FeedSession, clock: Clock, replica: string) {
    this.#feed = feed;
    this.#clock = clock;
    this.#replica = replica;
  }

  /** New if need be; the oldest makes room. */
  run(runId: string): Run {
    const known = this.#runs.get(runId);
    if (known !== undefined) return known;
    const [oldest] = this.#runs.values();
    if (this.#runs.size >= MAX_RUNS && oldest !== undefined) {
      this.#runs.delete(oldest.id);
      oldest.close();
    }
    const run = new Run(runId, this.#feed, this.#clock, this.#replica);
    this.#runs.set(runId, run);
    return run;
  }

  takeTallies(): Readonly<Record<string, Tally>> | undefined {
    let tallies: Record<string, Tally> | undefined;
    for (const run of this.#runs.values()) {
      const tally = run.takeTally();
      if (tally === undefined) continue;
      tallies ??= {};
      tallies[run.id] = tally;
    }
    return tallies;
  }

  heard(entry: Entry, head: EntryHead, json: string): boolean {
    for (const [runId, tally] of Object.entries(head.tallies ?? {}))
      if (isRunId(runId)) this.run(runId).heardTally(entry, tally);
    if (head.run === undefined) return true;
    return isRunId(head.run) && this.run(head.run).heard(entry, head, json);
  }

  close(): void {
    for (const run of this.#runs.values()) run.close();
    this.#runs.clear();
  }
}
