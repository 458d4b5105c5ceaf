/**
 * What programs may import, by module. Chosen, not whole: nothing here can switch the server's own telemetry off, and
 * what nobody needs is not in the bundle.
 */
import * as api from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import {
  BatchSpanProcessor,
  SamplingDecision,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import * as drizzle from 'drizzle-orm';
import { Hono } from 'hono';
import * as building from '../building/parts/building-module.ts';
import type { ProgramModule } from '../protocol.ts';

const { active, bind } = api.context;
const { createBaggage, extract, fields, getActiveBaggage, getBaggage, inject, setBaggage } = api.propagation;
const { deleteSpan, getActiveSpan, getSpan, getSpanContext, isSpanContextValid, setSpan, setSpanContext } =
  api.trace;

type Exports = Readonly<Record<string, unknown>>;
type LazyModule = 'vitest';

export const MODULES: Readonly<Record<Exclude<ProgramModule, LazyModule>, Exports>> = {
  '#building': { ...building },
  '@opentelemetry/api': {
    context: bound(api.context, { active, bind, with: api.context.with }),
    propagation: bound(api.propagation, {
      createBaggage,
      extract,
      fields,
      getActiveBaggage,
      getBaggage,
      inject,
      setBaggage,
    }),
    trace: bound(api.trace, {
      deleteSpan,
      getActiveSpan,
      getSpan,
      getSpanContext,
      isSpanContextValid,
      setSpan,
      setSpanContext,
    }),
    ROOT_CONTEXT: api.ROOT_CONTEXT,
    SeverityNumber: api.SeverityNumber,
    SpanKind: api.SpanKind,
    SpanStatusCode: api.SpanStatusCode,
    TraceFlags: api.TraceFlags,
    createContextKey: api.createContextKey,
    defaultTextMapGetter: api.defaultTextMapGetter,
    defaultTextMapSetter: api.defaultTextMapSetter,
  },
  '@opentelemetry/otlp-transformer': { JsonTraceSerializer: Object.freeze({ ...JsonTraceSerializer }) },
  '@opentelemetry/sdk-trace': {
    BatchSpanProcessor,
    SamplingDecision,
    SimpleSpanProcessor,
    TracerProvider,
  },
  'drizzle-orm': {
    and: drizzle.and,
    asc: drizzle.asc,
    avg: drizzle.avg,
    between: drizzle.between,
    count: drizzle.count,
    desc: drizzle.desc,
    eq: drizzle.eq,
    exists: drizzle.exists,
    getTableColumns: drizzle.getTableColumns,
    gt: drizzle.gt,
    gte: drizzle.gte,
    inArray: drizzle.inArray,
    isNotNull: drizzle.isNotNull,
    isNull: drizzle.isNull,
    like: drizzle.like,
    lt: drizzle.lt,
    lte: drizzle.lte,
    max: drizzle.max,
    min: drizzle.min,
    ne: drizzle.ne,
    not: drizzle.not,
    notInArray: drizzle.notInArray,
    or: drizzle.or,
    sql: drizzle.sql,
    sum: drizzle.sum,
  },
  hono: { Hono },
};

/** With those that are loaded when a program wants them. */
export async function modulesFor(
  wanted: readonly ProgramModule[],
): Promise<Readonly<Record<ProgramModule, Exports>>> {
  return { ...MODULES, vitest: wanted.includes('vitest') ? await vitest() : {} };
}

let expecting: Promise<Exports> | undefined;
function vitest(): Promise<Exports> {
  expecting ??= import('./vitest-expect.ts').then(({ expect }) => ({ expect }));
  // The next program that wants it tries again.
  expecting.catch(() => {
    expecting = undefined;
  });
  return expecting;
}

type Methods = Readonly<Record<string, (...given: never[]) => unknown>>;

/** The chosen methods of an API, as methods of that API, in an object that nobody can change. */
function bound(owner: object, methods: Methods): Methods {
  return Object.freeze(
    Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, method.bind(owner as never)])),
  );
}
