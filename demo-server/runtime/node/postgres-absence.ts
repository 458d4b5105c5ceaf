/**
 * Which failures of PostgreSQL are its absence, and no fault of the statement: nobody listens, the connection broke, it is
 * stopping or starting, has no room for another connection, or takes too long.
 *
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
import { DatabaseAway } from '../../building/database.ts';

const ABSENT = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  '25P03', // idle_in_transaction_session_timeout
  '53300', // too_many_connections
  '57014', // query_canceled, by statement_timeout
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
]);
/** The driver's own have no code. */
const DRIVER =
  /^(?:Connection terminated|Connection ended|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed)/;

/** Undefined for any other failure. */
export function postgresAbsence(error: unknown): DatabaseAway | undefined {
  if (error instanceof DatabaseAway) return error;
  if (!(error instanceof Error)) return undefined;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const isAbsent = ABSENT.has(code) || code.startsWith('08') || (code === '' && DRIVER.test(error.message));
  if (!isAbsent) return undefined;
  return new DatabaseAway(`PostgreSQL does not answer: ${error.message || code}`, { cause: error });
}
