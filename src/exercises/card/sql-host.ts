/**
 * Runs of an exercise in SQL go where the page's runs go; what is asked of their telemetry is asked here. The database
 * is fetched before the run, like a server that sleeps, and so is no part of any trace.
 */
import { computed, signal } from '@preact/signals';
import { loadOnce } from '../../server-client/load-once.ts';
import { bootWords } from '../../sql/boot-words.ts';
import type { WorkerSqlEngine } from '../../sql/worker-sql-engine.ts';
import type { OwnedCode } from '../code/code-model.ts';
import type { CardPorts } from './card-ports.ts';
import { createConnectionHost } from './connection-host.ts';
import type { OpenedHost, RunHost, RunOwner } from './run-host.ts';

export function createSqlHost(solution: string, code: OwnedCode, ports: CardPorts): RunHost {
  const connection = createConnectionHost(ports);
  const boot = signal<string | undefined>(undefined);
  let loaded: WorkerSqlEngine | undefined;
  const load = loadOnce(async () => {
    loaded = await ports.loadSql();
    loaded.subscribeBoot((state) => {
      boot.value = bootWords(state);
    });
    return loaded;
  });

  async function open(owner: RunOwner): Promise<OpenedHost> {
    if (owner === 'learner') code.problems.value = [];
    const statement = owner === 'learner' ? code.source.value : solution;
    try {
      const [opened, engine] = await Promise.all([connection.open(owner), prepared()]);
      if (opened.type === 'refused') return opened;
      return {
        ...opened,
        async ask(table) {
          const answer = await engine.ask(statement, table);
          if (answer.type === 'problem' && owner === 'learner') {
            const { line, column, message, hint } = answer;
            code.problems.value = [{ type: 'syntax', line, column, message, hint }];
          }
          return answer;
        },
      };
    } catch (error) {
      const { message, hint = HINT } = error as { readonly message: string; readonly hint?: string };
      return { type: 'refused', notice: { message, hint } };
    }
  }

  async function prepared(): Promise<WorkerSqlEngine> {
    const engine = await load();
    await engine.prepare();
    return engine;
  }

  return {
    ...connection,
    progress: computed(() => boot.value ?? connection.progress.value),
    open,
    stop: () => loaded?.stop(),
  };
}

const HINT = 'Press Run to try again. If it stays so, reload the page; your statement is kept.';
