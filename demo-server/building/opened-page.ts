/** The page of one connection: traced by the installed program, or as shipped. What a program answers is checked here. */
import { guardedTracer } from '../programs/guards.ts';
import { ProgramError } from '../programs/problem.ts';
import type { BuildingDeps } from './building-deps.ts';
import { openPage, type Page } from './parts/open-page.ts';

/** To be called inside of the request that connects. */
export async function openedPage(
  headers: Headers,
  { programs, telemetry }: Pick<BuildingDeps, 'programs' | 'telemetry'>,
): Promise<Page> {
  const program = programs.standIn('open-page', headers);
  if (program === undefined) return openPage({ tracer: telemetry.tracer });
  const tracer = guardedTracer(telemetry.tracer, programs.spend);
  const page = await programs.run(async () => asPage(program({ tracer })));
  return {
    onUpdate: (update, show) => programs.run(async () => page.onUpdate(update, show)),
    onClose: () => programs.handle(() => page.onClose()),
  };
}

function asPage(answer: unknown): Page {
  const { onUpdate, onClose } = (
    typeof answer === 'object' && answer !== null ? answer : {}
  ) as Partial<Page>;
  if (typeof onUpdate === 'function' && typeof onClose === 'function') return answer as Page;
  throw new ProgramError(
    `\`openPage\` answered no function \`${typeof onUpdate === 'function' ? 'onClose' : 'onUpdate'}\`.`,
    'It is called for each connection, and answers { onUpdate, onClose }.',
  );
}
