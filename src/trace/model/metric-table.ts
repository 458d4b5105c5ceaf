/** The newest state of each instrument of each service. */
import type { ProblemLog } from './problems.ts';
import type { SpanStore } from './span-store.ts';
import type { Metric } from './types.ts';

export class MetricTable {
  readonly metrics: Metric[] = [];
  readonly #store: SpanStore;

  constructor(store: SpanStore) {
    this.#store = store;
  }

  append(
    _metric: object,
    _resource: number,
    _scope: number,
    _problems: ProblemLog,
  ): 'added' | 'updated' | 'unchanged' {
    void this.#store;
    return 'unchanged';
  }
}
