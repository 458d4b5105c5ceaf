/**
 * What one query may cost. Queries are evaluated in one go, and nothing else happens in this process meanwhile: no feed is
 * written, no request is taken. So a stranger's query ends, at the latest, after about two seconds of work.
 */
import { TooMuchWork, withinWork } from '../../src/trace/traceql/traceql.ts';

const MAX_WORK = 100_000_000;

export const TOO_COSTLY =
  'The query asks for more work than is done for one query: a long regular expression, or many conditions, over many spans.';
export const CHEAPER_QUERY =
  'Narrow it first, for example by resource.service.name, or compare with = in place of =~.';

/** Undefined when it would cost too much. */
export function withinBounds<T>(evaluate: () => T): T | undefined {
  try {
    return withinWork(MAX_WORK, evaluate);
  } catch (error) {
    if (error instanceof TooMuchWork) return undefined;
    throw error;
  }
}
