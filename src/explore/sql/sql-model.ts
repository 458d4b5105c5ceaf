/**
 * What the SQL view knows: one question at a time, asked of what its source holds at that moment. Telemetry is read
 * again only when there is news, so that a second question is quick.
 */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { CodeProblem } from '../../exercises/code/program.ts';
import { loadOnce } from '../../server-client/load-once.ts';
import { bootWords } from '../../sql/boot-words.ts';
import type { WorkerSqlEngine } from '../../sql/worker-sql-engine.ts';
import type { TableAnswer } from '../../trace/checks/types.ts';
import type { Everything, TelemetrySource } from '../source/telemetry-source.ts';

export interface SqlModel {
  readonly statement: Signal<string>;
  /** Of the last question that had one. */
  readonly answer: ReadonlySignal<AskedRows | undefined>;
  readonly problems: ReadonlySignal<readonly CodeProblem[]>;
  /** Why there is no answer, when the statement is not at fault. */
  readonly trouble: ReadonlySignal<string>;
  readonly isAsking: ReadonlySignal<boolean>;
  /** What is waited for, in words. */
  readonly waiting: ReadonlySignal<string>;
  ask(source: TelemetrySource): Promise<void>;
  stop(): void;
  /** The view is left: nobody waits any more, and its news are not wanted. */
  close(): void;
}
export interface AskedRows {
  readonly rows: Extract<TableAnswer, { readonly type: 'rows' }>;
  readonly spans: number;
  readonly logs: number;
  /** The source holds more spans than were read. */
  readonly isPart: boolean;
  /** How many, where that is known. */
  readonly keptSpans?: number;
}

export function createSqlModel(first: string, loadEngine: () => Promise<WorkerSqlEngine>): SqlModel {
  const statement = signal(first);
  const answer = signal<AskedRows | undefined>(undefined);
  const problems = signal<readonly CodeProblem[]>([]);
  const trouble = signal('');
  const isAsking = signal(false);
  const waiting = signal('');
  let loaded: WorkerSqlEngine | undefined;
  let read: (Everything & { readonly source: TelemetrySource }) | undefined;
  let stopNews: (() => void) | undefined;
  let asked = 0;

  const engineOf = loadOnce(async () => {
    loaded = await loadEngine();
    loaded.subscribeBoot((state) => {
      const words = bootWords(state);
      if (words !== undefined) waiting.value = words;
    });
    return loaded;
  });

  async function telemetryOf(source: TelemetrySource): Promise<Everything> {
    if (read?.source === source) return read;
    stopNews?.();
    let isNews = false;
    stopNews = source.subscribe(() => {
      isNews = true;
      read = undefined;
    });
    const everything = await source.everything();
    // What came while it was read may not be in it: then it answers this question, and not the next.
    if (!isNews) read = { source, ...everything };
    return everything;
  }

  return {
    statement,
    answer,
    problems,
    trouble,
    isAsking,
    waiting,
    async ask(source) {
      if (isAsking.value) return;
      const own = ++asked;
      isAsking.value = true;
      problems.value = [];
      trouble.value = '';
      waiting.value = 'Asking.';
      try {
        const engine = await engineOf();
        // Stopped, or left, while the engine was fetched: nothing is read or listened to for nobody.
        if (own !== asked) return;
        const [telemetry] = await Promise.all([telemetryOf(source), engine.prepare()]);
        if (own !== asked) return;
        waiting.value = 'Asking.';
        const given = await engine.ask(statement.value, telemetry.table);
        if (own !== asked) return;
        if (given.type === 'problem') {
          const { line, column, message, hint } = given;
          problems.value = [{ type: 'syntax', line, column, message, hint }];
        } else {
          const { spanCount, logs } = telemetry.table;
          const { isPart, keptSpans } = telemetry;
          answer.value = {
            rows: given,
            spans: spanCount,
            logs: logs.length,
            isPart,
            ...(keptSpans !== undefined && { keptSpans }),
          };
        }
      } catch (error) {
        const { message, hint = '' } = error as { readonly message: string; readonly hint?: string };
        if (own === asked) trouble.value = `${message} ${hint}`.trim();
      } finally {
        if (own === asked) isAsking.value = false;
      }
    },
    stop() {
      asked += 1;
      isAsking.value = false;
      loaded?.stop();
    },
    close() {
      asked += 1;
      stopNews?.();
      read = undefined;
      if (isAsking.value) loaded?.stop();
      isAsking.value = false;
    },
  };
}
