/** What an engine waits for, in words, while it is waited for. */
import { megabytes } from '../server-client/megabytes.ts';
import type { SqlBoot } from './sql-port.ts';

export function bootWords(state: SqlBoot): string | undefined {
  switch (state.type) {
    case 'fetching':
      return state.totalBytes === 0
        ? 'Fetching DuckDB for your browser.'
        : `Fetching DuckDB for your browser: ${megabytes(state.bytes)} of ${megabytes(state.totalBytes)} MB.`;
    case 'starting':
      return 'Starting DuckDB in your browser.';
    default:
      return undefined;
  }
}
