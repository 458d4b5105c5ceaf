/** The package exports no such entry; `scripts/build-sql.ts` says where the file is. */
declare module 'duckdb-browser-blocking' {
  import type { DuckDBBindings } from '@duckdb/duckdb-wasm/blocking';

  export function createDuckDB(bundles: object, logger: object, runtime: object): Promise<DuckDBBindings>;
  export const VoidLogger: new () => object;
  export const BROWSER_RUNTIME: object;
}
