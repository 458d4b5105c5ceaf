/**
 * "How many leaks did we have last month?" asked of three witnesses: a month of leaks is written to PostgreSQL, while
 * each of them also makes a span (sampled, and forgotten after the retention) and counts in a counter (with a limit
 * on its attribute sets). Then all three are asked.
 *
 * Days are simulated (`bldg.lab.day`); the spans' own times are now, so that the run fits on a timeline.
 */

import { context as contextApi, ROOT_CONTEXT, SpanKind, TraceFlags, ValueType } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  createAlwaysRecordSampler,
  ParentBasedSampler,
  type ReadableSpan,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { asc, count, eq } from 'drizzle-orm';
import { delay } from '../../clock.ts';
import { randomUuid } from '../../random-uuid.ts';
import { seededRandom } from '../../seeded-random.ts';
import { endedSpans } from '../../telemetry/ended-spans.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import { type RunRef, withRun } from '../../telemetry/run-baggage.ts';
import { OnDemandReader } from '../../telemetry/run-metrics.ts';
import { createServiceTelemetry, SCOPE_NAME, serviceResource } from '../../telemetry/service-telemetry.ts';
import { orm } from '../orm.ts';
import { labLeaks } from '../schema.ts';
import type { LeakMonthInput } from './inputs.ts';
import type { LabDeps } from './lab-deps.ts';
import { freshSalt, seededIds } from './seeded-ids.ts';
import { weightedSampler, weightFor } from './weighted.ts';

interface Witnesses {
  readonly fromDatabase: number;
  /** Spans still there. */
  readonly fromSpans: number;
  /** The same, each weighted by 1 / ratio. */
  readonly fromSpansEstimate: number;
  readonly fromMetric: number;
}
export interface LeakMonthResult extends Witnesses {
  /** Counted, but in the overflow point: no building can be read from it. */
  readonly metricOverflow: number;
  readonly spansEnded: number;
  /** By the sampler; some of them expired later. */
  readonly spansKept: number;
  readonly expiredSpans: number;
  readonly byBuilding: readonly (Witnesses & { readonly buildingId: number })[];
}

const SERVICE = 'leak-recorder';
const DAYS = 30;
const BUILDING_IDS = [1, 2] as const;
const LEAKS_PER_DAY = [24, 15] as const;
const COUNTER = 'bldg.lab.leaks';
const BREATH = 100;

interface Leak {
  readonly buildingId: number;
  readonly deviceId: number;
  readonly hubId: number;
  /** 1 is the oldest. */
  readonly day: number;
}

export async function runLeakMonth(
  input: LeakMonthInput,
  run: RunRef | undefined,
  deps: LabDeps,
): Promise<LeakMonthResult> {
  const leaks = leaksOfMonth(input.seed);
  const inDatabase = await askDatabase(leaks, deps);
  const spans = await emitSpans(leaks, input, run, deps);
  const metric = await countInMetric(leaks, input, run, deps);
  const weight = weightFor(input.ratio);
  const byBuilding = BUILDING_IDS.map((buildingId) => {
    const fromSpans = spans.present.filter(
      (span) => span.attributes['bldg.building.id'] === buildingId,
    ).length;
    return {
      buildingId,
      fromDatabase: inDatabase.get(buildingId) ?? 0,
      fromSpans,
      fromSpansEstimate: Math.round(fromSpans * weight),
      fromMetric: metric.byBuilding.get(buildingId) ?? 0,
    };
  });
  const total = (key: keyof Witnesses) => byBuilding.reduce((sum, building) => sum + building[key], 0);
  return {
    fromDatabase: total('fromDatabase'),
    fromSpans: total('fromSpans'),
    fromSpansEstimate: total('fromSpansEstimate'),
    fromMetric: total('fromMetric'),
    metricOverflow: metric.overflow,
    spansEnded: spans.ended,
    spansKept: spans.kept,
    expiredSpans: spans.kept - spans.present.length,
    byBuilding,
  };
}

function leaksOfMonth(seed: number): readonly Leak[] {
  const random = seededRandom(seed);
  const leaks: Leak[] = [];
  for (let day = 1; day <= DAYS; day++)
    for (const [b, buildingId] of BUILDING_IDS.entries()) {
      const ofDay = Math.round((LEAKS_PER_DAY[b] ?? 0) * (0.5 + random()));
      for (let n = 0; n < ofDay; n++) {
        const unit = Math.floor(random() * 12);
        const unitId = (buildingId - 1) * 12 + unit + 1;
        leaks.push({
          buildingId,
          deviceId: 3 * unitId,
          hubId: (buildingId - 1) * 3 + Math.floor(unit / 4) + 1,
          day,
        });
      }
    }
  return leaks;
}

/** Writes the month, counts it, and cleans up after itself. Rows carry an id of their own, so runs never mix. */
async function askDatabase(
  leaks: readonly Leak[],
  { database }: LabDeps,
): Promise<ReadonlyMap<number, number>> {
  const db = orm(database);
  const labId = randomUuid();
  try {
    await db
      .insert(labLeaks)
      .values(leaks.map(({ buildingId, deviceId, day }) => ({ labId, buildingId, deviceId, day })));
    const rows = await db
      .select({ buildingId: labLeaks.buildingId, leaks: count() })
      .from(labLeaks)
      .where(eq(labLeaks.labId, labId))
      .groupBy(labLeaks.buildingId)
      .orderBy(asc(labLeaks.buildingId));
    return new Map(rows.map((row) => [row.buildingId, row.leaks]));
  } finally {
    await db.delete(labLeaks).where(eq(labLeaks.labId, labId));
  }
}

async function emitSpans(
  leaks: readonly Leak[],
  { ratio, retentionDays, seed }: LeakMonthInput,
  run: RunRef | undefined,
  { clock, runMeters, publishSpans }: LabDeps,
): Promise<{ readonly ended: number; readonly kept: number; readonly present: readonly ReadableSpan[] }> {
  let ended = 0;
  let kept = 0;
  const present: ReadableSpan[] = [];
  const telemetry = createServiceTelemetry(
    SERVICE,
    {
      spanProcessors: [
        endedSpans((span) => {
          ended++;
          if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
          kept++;
          const ageDays = DAYS - Number(span.attributes['bldg.lab.day']);
          if (ageDays < retentionDays) present.push(span);
        }),
      ],
      logProcessors: [],
      metricReaders: () => [],
      runMeters,
    },
    {
      sampler: createAlwaysRecordSampler(
        new ParentBasedSampler({
          root: weightedSampler(new TraceIdRatioBasedSampler(ratio), weightFor(ratio)),
        }),
      ),
      idGenerator: seededIds(seed, freshSalt()),
    },
  );
  const context = withRun(ROOT_CONTEXT, run);
  let published = 0;
  const publish = () => {
    if (present.length > published) publishSpans(run, present.slice(published));
    published = present.length;
  };
  for (const [n, { buildingId, deviceId, hubId, day }] of leaks.entries()) {
    const attributes = bldgAttributes({
      'bldg.building.id': buildingId,
      'bldg.device.id': deviceId,
      'bldg.hub.id': hubId,
      'bldg.event.kind': 'leak',
      'bldg.lab.day': day,
    });
    telemetry.tracer.startSpan('record leak', { kind: SpanKind.INTERNAL, attributes }, context).end();
    if (n % BREATH === BREATH - 1) {
      publish();
      await contextApi.with(context, () => delay(clock, 0));
    }
  }
  publish();
  await telemetry.shutdown();
  return { ended, kept, present };
}

/** A real counter with a real limit on its attribute sets; what is beyond it lands in `otel.metric.overflow`. */
async function countInMetric(
  leaks: readonly Leak[],
  { cardinalityLimit }: LeakMonthInput,
  run: RunRef | undefined,
  { publishMetrics }: LabDeps,
): Promise<{ readonly byBuilding: ReadonlyMap<number, number>; readonly overflow: number }> {
  const reader = new OnDemandReader();
  const provider = new MeterProvider({
    resource: serviceResource(SERVICE),
    readers: [reader],
    views: [{ instrumentName: COUNTER, aggregationCardinalityLimit: cardinalityLimit }],
  });
  const counter = provider.getMeter(SCOPE_NAME).createCounter(COUNTER, {
    description: 'Leaks of the simulated month, by building and hub',
    unit: '{leak}',
    valueType: ValueType.INT,
  });
  for (const { buildingId, hubId } of leaks)
    counter.add(1, bldgAttributes({ 'bldg.building.id': buildingId, 'bldg.hub.id': hubId }));
  const { resourceMetrics } = await reader.collect();
  publishMetrics(run, [resourceMetrics]);
  await provider.shutdown();
  const byBuilding = new Map<number, number>();
  let overflow = 0;
  for (const { metrics } of resourceMetrics.scopeMetrics)
    for (const { dataPoints } of metrics)
      for (const { attributes, value } of dataPoints) {
        const buildingId = attributes['bldg.building.id'];
        if (typeof value !== 'number') continue;
        if (typeof buildingId === 'number')
          byBuilding.set(buildingId, (byBuilding.get(buildingId) ?? 0) + value);
        else overflow += value;
      }
  return { byBuilding, overflow };
}
