/** What the laboratories of tests have in common: the tests of the installed program, and the way to the building. */
import { context as contextApi, ROOT_CONTEXT } from '@opentelemetry/api';
import { ProgramError } from '../../programs/problem.ts';
import type { TestCase } from '../../programs/test-kit.ts';
import { type CallPeer, tracedFetch } from '../../telemetry/traced-fetch.ts';
import { UNITS } from '../seed.ts';
import type { TestRunDeps } from './test-case.ts';

export type BuildingFetch = (request: Request) => Promise<Response> | Response;

/** The tests of the installed program, each of which is to be run so many times. */
export function installedTests({ programs }: TestRunDeps, times: number): readonly TestCase[] {
  const tests = programs.standIn('test-file')?.() ?? [];
  // A leak sensor in each unit; no two tests of a run share one.
  const most = Math.floor(UNITS / times);
  if (tests.length > most)
    throw new ProgramError(
      `${tests.length} tests are more than there are sensors for.`,
      most === 1 ? 'One test is enough here.' : `There is room for ${most} tests.`,
    );
  programs.touched();
  return tests;
}

/** Calls building-api as a client from outside would: no context but the one in the headers. */
export const testCall = (fetch: BuildingFetch, { telemetry }: TestRunDeps): CallPeer =>
  tracedFetch(
    {
      baseUrl: 'http://building-api',
      fetch: (request) => contextApi.with(ROOT_CONTEXT, async () => fetch(request)),
    },
    telemetry,
  );

/** Shows a failure at its line in the editor. */
export const tellFailure = (cause: unknown, { programs }: TestRunDeps): void =>
  programs.handle(() => {
    throw cause;
  });
