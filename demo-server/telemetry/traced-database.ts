/**
 * A database whose every statement is a CLIENT span and a measurement, by the stable database conventions. Statement
 * texts are parameterised (Drizzle never inlines values), so they are safe and low in cardinality. BEGIN and COMMIT
 * go through the driver and are no statements of ours.
 *
 * https://opentelemetry.io/docs/specs/semconv/database/postgresql/
 */
import {
  type Attributes,
  context as contextApi,
  SpanKind,
  SpanStatusCode,
  trace,
  ValueType,
} from '@opentelemetry/api';
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_TEXT,
  ATTR_DB_RESPONSE_STATUS_CODE,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  DB_SYSTEM_NAME_VALUE_POSTGRESQL,
  METRIC_DB_CLIENT_OPERATION_DURATION,
} from '@opentelemetry/semantic-conventions';
import type { Database, SqlExecutor } from '../building/database.ts';
import { durationSeconds, errorType } from './measure.ts';
import type { ServiceTelemetry } from './service-telemetry.ts';

/** The bucket bounds that the conventions advise for database calls, in seconds. */
const BOUNDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

export function tracedDatabase(database: Database, telemetry: ServiceTelemetry): Database {
  const traced = statementTracer(database, telemetry);
  return {
    ...database,
    ...traced(database),
    transaction: (work) => database.transaction((tx) => work(traced(tx))),
  };
}

/** For an executor of this database, one whose statements are spans of this service. */
export function statementTracer(
  database: Database,
  telemetry: ServiceTelemetry,
): (executor: SqlExecutor) => SqlExecutor {
  const duration = telemetry.meter.createHistogram(METRIC_DB_CLIENT_OPERATION_DURATION, {
    description: 'Duration of database client operations',
    unit: 's',
    valueType: ValueType.DOUBLE,
    advice: { explicitBucketBoundaries: BOUNDS },
  });
  const common: Attributes = {
    [ATTR_DB_SYSTEM_NAME]: DB_SYSTEM_NAME_VALUE_POSTGRESQL,
    [ATTR_DB_NAMESPACE]: database.namespace,
    ...(database.address && {
      [ATTR_SERVER_ADDRESS]: database.address.host,
      [ATTR_SERVER_PORT]: database.address.port,
    }),
  };
  return (executor) => ({
    async query(text, params) {
      const { operation, collection } = describeStatement(text);
      const target: Attributes = {
        ...common,
        [ATTR_DB_OPERATION_NAME]: operation,
        ...(collection !== undefined && { [ATTR_DB_COLLECTION_NAME]: collection }),
      };
      const span = telemetry.tracer.startSpan(
        collection === undefined ? operation : `${operation} ${collection}`,
        {
          kind: SpanKind.CLIENT,
          attributes: { ...target, [ATTR_DB_QUERY_TEXT]: text },
        },
      );
      const context = trace.setSpan(contextApi.active(), span);
      const startMs = performance.now();
      try {
        const result = await contextApi.with(context, () => executor.query(text, params));
        duration.record(durationSeconds(startMs), target, context);
        return result;
      } catch (error) {
        const state = sqlState(error);
        const failed: Attributes = {
          [ATTR_ERROR_TYPE]: state ?? errorType(error),
          ...(state !== undefined && { [ATTR_DB_RESPONSE_STATUS_CODE]: state }),
        };
        span.setAttributes(failed).setStatus({ code: SpanStatusCode.ERROR });
        duration.record(durationSeconds(startMs), { ...target, ...failed }, context);
        throw error;
      } finally {
        span.end();
      }
    },
  });
}

/**
 * What a statement does and to which table, read from its text: `SELECT` and `units` for `select ... from "units"`. Of a
 * statement that begins with `with`, by the conventions, the first operation and the first table in it.
 */
export function describeStatement(text: string): {
  readonly operation: string;
  readonly collection?: string;
} {
  const first =
    /^\s*with\b[\s\S]*?\b(select|insert|update|delete|merge)\b/i.exec(text) ?? /^\s*([a-z]+)/i.exec(text);
  const operation = first?.[1]?.toUpperCase() ?? 'QUERY';
  const collection = /\b(?:from|into|update|table)\s+"?([a-z_][a-z0-9_]*)"?/i.exec(text)?.[1];
  return collection === undefined ? { operation } : { operation, collection };
}

/** SQLSTATE, as both PGlite and pg report it in `code`. */
function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}
