/** The places where one build runs, what each says in its environment, and which of the three files it is given. */
import type { Environment } from '../../otel-configuration/substitute-environment.ts';

export interface Place {
  readonly name: 'dev' | 'test' | 'prod-us' | 'prod-eu';
  readonly environment: Environment;
  /** Both regions of prod have the same file. */
  readonly file: 0 | 1 | 2;
}

export const PLACES: readonly Place[] = [
  { name: 'dev', environment: {}, file: 0 },
  { name: 'test', environment: {}, file: 1 },
  { name: 'prod-us', environment: { REGION: 'us', COLLECTOR: 'http://collector.us:4318' }, file: 2 },
  { name: 'prod-eu', environment: { REGION: 'eu', COLLECTOR: 'http://collector.eu:4318' }, file: 2 },
];
