/**
 * A page has one place for a learner's program and may have many cards. Whoever opens a program is the tenant of that
 * place, hears what it throws, and is told when the next one moves in.
 */
import type { BootState } from '../../server-client/in-browser.ts';
import { loadOnce } from '../../server-client/load-once.ts';
import type { CodeProblem, OpenedProgram, Program, Programs } from './program.ts';

export interface Tenant {
  /** Its program threw. */
  problem(problem: CodeProblem): void;
  /** How far the worker is that the program waits for. */
  boot(state: BootState): void;
  /** Another program takes the place; what this one was doing has no verdict. */
  evicted(): void;
}
export interface ProgramSlot {
  /** Rejects only when no program can run here. */
  open(tenant: Tenant, program: Program): Promise<OpenedProgram>;
  /** Ends the program at once, if it is the tenant's. */
  stop(tenant: Tenant): void;
}

/** `load` fetches the programs when the first one is opened. */
export function createProgramSlot(load: () => Promise<Programs>): ProgramSlot {
  let tenant: Tenant | undefined;
  let loaded: Programs | undefined;
  const programs = loadOnce(async () => {
    loaded = await load();
    loaded.onProblem((problem) => tenant?.problem(problem));
    loaded.subscribeBoot((state) => tenant?.boot(state));
    return loaded;
  });

  return {
    async open(next, program) {
      if (tenant !== next) tenant?.evicted();
      tenant = next;
      return (await programs()).open(program);
    },
    stop(of) {
      if (tenant === of) loaded?.stop();
    },
  };
}
