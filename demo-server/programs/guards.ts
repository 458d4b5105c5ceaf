/** What a program is given is the real thing with a count on it: a flood ends with an error, not with a frozen page. */
import {
  type Attributes,
  type Context,
  context as contextApi,
  type Logger,
  type MetricOptions,
  type Tracer,
} from '@opentelemetry/api';
import type { SqlExecutor } from '../building/database.ts';
import type { Instruments } from '../building/parts/four-graphs.ts';
import { runOf } from '../telemetry/run-baggage.ts';
import { ProgramError } from './problem.ts';

export const MAX_SPANS_A_RUN = 10_000;

/** Counts the spans that a program causes, anew for each run; throws at the one too many. */
export function spanBudget(max = MAX_SPANS_A_RUN): () => void {
  let run: string | undefined;
  let spans = 0;
  return () => {
    const current = runOf(contextApi.active())?.runId;
    if (current !== run) {
      run = current;
      spans = 0;
    }
    spans += 1;
    if (spans > max)
      throw new ProgramError(
        `This run has more than ${max.toLocaleString('en')} spans, log records and measurements of yours; the next one is refused.`,
        'Look for a loop around a span or a query that does not come to its end.',
      );
  };
}

export function guardedTracer(tracer: Tracer, spend: () => void): Tracer {
  const counted =
    <Given extends unknown[], Result>(method: (...given: Given) => Result) =>
    (...given: Given): Result => {
      spend();
      return method.apply(tracer, given);
    };
  return {
    startSpan: counted(tracer.startSpan),
    startActiveSpan: counted(tracer.startActiveSpan) as Tracer['startActiveSpan'],
  };
}

/** A record costs as much as a span. */
export function guardedLogger(logger: Logger, spend: () => void): Logger {
  return {
    emit(record) {
      spend();
      logger.emit(record);
    },
    enabled: (options) => logger.enabled(options),
  };
}

/** Instruments of a real Meter; each measurement counts. */
export function guardedMeter(meter: Instruments, spend: () => void): Instruments {
  type Write = (value: number, attributes?: Attributes, context?: Context) => void;
  const counted =
    (write: Write): Write =>
    (...given) => {
      spend();
      write(...given);
    };
  const adding =
    (kind: 'createCounter' | 'createUpDownCounter') => (name: string, options?: MetricOptions) => {
      const instrument = meter[kind](name, options);
      return { add: counted(instrument.add.bind(instrument)) };
    };
  const recording = (kind: 'createGauge' | 'createHistogram') => (name: string, options?: MetricOptions) => {
    const instrument = meter[kind](name, options);
    return { record: counted(instrument.record.bind(instrument)) };
  };
  return {
    createCounter: adding('createCounter'),
    createUpDownCounter: adding('createUpDownCounter'),
    createGauge: recording('createGauge'),
    createHistogram: recording('createHistogram'),
  };
}

export function guardedExecutor(executor: SqlExecutor, spend: () => void, onChange: () => void): SqlExecutor {
  return {
    async query(text, params) {
      spend();
      if (mayChange(text)) onChange();
      return executor.query(text, params);
    },
  };
}

const READS = /^\s*(select|with)\b/i;
const CHANGES =
  /\b(insert|update|delete|merge|drop|alter|create|truncate|into|lock|nextval|setval|set_config|pg_\w+|lo_\w+)\b|;/i;
/** On the side of caution: a mistake costs one restored database. */
export const mayChange = (text: string): boolean => !READS.test(text) || CHANGES.test(text);
