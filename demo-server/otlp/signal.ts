/** The signals of OTLP, as its paths name them. */
export type Signal = 'traces' | 'metrics' | 'logs';
