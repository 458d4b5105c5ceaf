/**
 * Which lines an instrument is drawn as. A counter: how fast it grew between two reports. A gauge, or a sum that goes both
 * ways: its values. A histogram of either kind: percentiles of what was recorded between two reports, and its exemplars
 * where they were measured.
 */
import type { Metric } from '../../trace/model/types.ts';
import type { ChartData } from '../charts/draw-chart.ts';
import { chartOf, growthLine, percentileLines, valueLine } from './lines.ts';
import type { InstrumentHistory } from './metric-history.ts';

export const PERCENTILES = [0.5, 0.95, 0.99] as const;
export const MAX_STREAMS = 12;

export function chartOfInstrument({ metric, streams, exemplars }: InstrumentHistory): ChartData {
  if (isHistogram(metric)) {
    const marks = exemplars.map(({ unixMs, value }) => ({ time: unixMs / 1e3, value }));
    return { ...chartOf(percentileLines(streams, PERCENTILES), metric.unit), marks };
  }
  const isCounter = metric.type === 'sum' && metric.monotonic;
  const lines = streams.slice(0, MAX_STREAMS).map((stream) => ({
    label: stream.label,
    values: isCounter ? growthLine(stream) : valueLine(stream),
  }));
  return chartOf(lines, isCounter ? perSecond(metric.unit) : metric.unit);
}

export const isHistogram = ({ type }: Metric): boolean =>
  type === 'histogram' || type === 'exponential-histogram';

function perSecond(unit: string): string {
  return unit === '' || unit === '1' || unit.startsWith('{') ? '1/s' : `${unit}/s`;
}
