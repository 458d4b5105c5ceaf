/** A demo server in this process as a place to prove exercises: programs are compiled and installed as in the page. */
import {
  AS_SHIPPED,
  AS_SHIPPED_HEADER,
  type CompiledProgram,
  type ProgramProblem,
} from '../../../demo-server/protocol.ts';
import type { DemoServer } from '../../server-client/port.ts';
import type { SqlEngine } from '../../sql/sql-port.ts';
import { compileProgram } from '../code/compile.ts';
import type { ProofPlace } from './prove-exercise.ts';

/** The demo server's own side of it. */
export interface ProgramHost {
  install(program: CompiledProgram): Promise<readonly ProgramProblem[]>;
  onProblem(listener: (problem: ProgramProblem) => void): () => void;
}

export function proofPlace(client: DemoServer, host: ProgramHost, sql: SqlEngine): ProofPlace {
  const server: DemoServer = {
    ...client,
    requestAsShipped: (path, init = {}) =>
      client.request(path, { ...init, headers: { ...init.headers, [AS_SHIPPED_HEADER]: AS_SHIPPED } }),
  };
  return {
    server,
    sql,
    programs: {
      onProblem: (listener) => host.onProblem(listener),
      async open(program) {
        const compiled = await compileProgram(program);
        if (compiled.type === 'problems') return compiled;
        const problems = await host.install(compiled.program);
        return problems.length > 0 ? { type: 'problems', problems } : { type: 'ready', server };
      },
    },
  };
}
