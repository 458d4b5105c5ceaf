/**
 * A learner's program: TypeScript that stands in for one part of the demo server, in a worker that only this page has.
 *
 *   source --compile--> JavaScript --install--> the part of the system that `part` names --> a DemoServer to run on
 *      '--> problems, each at its line in the editor <--------------- thrown while it ran
 */
import type { PartName, ProgramProblem } from '../../../demo-server/protocol.ts';
import type { BootState } from '../../server-client/in-browser.ts';
import type { DemoServer } from '../../server-client/port.ts';

export interface Program {
  /** Which part of the system it stands in for, such as `units-route`; the exercise says so. */
  readonly part: PartName;
  readonly source: string;
}

/** Something wrong at a place in the source, with what to do about it. */
export type CodeProblem = ProgramProblem;

export type OpenedProgram =
  | { readonly type: 'ready'; readonly server: DemoServer }
  | { readonly type: 'problems'; readonly problems: readonly CodeProblem[] };

/** The page's one place for learners' programs. Nothing is fetched or started before it is asked. */
export interface Programs {
  /**
   * Compiles it and puts it in place of the one before, with the database as it was seeded; to be called before each
   * run, also for the same source. Rejects only when the worker itself cannot run here.
   */
  open(program: Program): Promise<OpenedProgram>;
  /** What a running program throws; returns how to stop listening. */
  onProblem(listener: (problem: CodeProblem) => void): () => void;
  /** How far the worker is: fetched and started by the first `open`, and again after it was ended. */
  subscribeBoot(listener: (state: BootState) => void): () => void;
  /** Ends the worker at once, whatever it does; the next `open` starts another. */
  stop(): void;
}
