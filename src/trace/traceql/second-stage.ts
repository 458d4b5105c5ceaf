/** Steps over series: which of them to keep, and which of their points. */
import { compareScalars } from './aggregate.ts';
import type { SecondStage } from './metrics-ast.ts';

interface Points {
  readonly points: Float64Array;
}

export function applySecondStage<S extends Points>(stage: SecondStage, series: readonly S[]): readonly S[] {
  if (stage.type === 'point-filter') {
    return series
      .map((one) => ({
        ...one,
        points: one.points.map((point) =>
          compareScalars(stage.op, point, stage.value) ? point : Number.NaN,
        ),
      }))
      .filter(({ points }) => points.some((point) => !Number.isNaN(point)));
  }
  const sign = stage.type === 'topk' ? -1 : 1;
  return series
    .map((one) => ({ one, average: averageOf(one.points) }))
    .sort((a, b) => rank(a.average, b.average, sign))
    .slice(0, stage.limit)
    .map(({ one }) => one);
}

/** Series without any point come last, either way. */
function rank(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return sign * (a - b);
}

function averageOf(points: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const point of points) {
    if (Number.isNaN(point)) continue;
    sum += point;
    count++;
  }
  return sum / count;
}
