/** The reader of configurations, loaded by whoever is the first to read one. */
export type ConfigurationReader = typeof import('./read-configuration.ts');

export const configurationReader = (): Promise<ConfigurationReader> => import('./read-configuration.ts');
