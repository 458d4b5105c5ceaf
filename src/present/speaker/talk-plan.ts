/**
 * How long each section of a talk should take, and how the talk stands against that. What there is to say and to do is
 * weighed, and the minutes of the talk are shared out by weight; sections that are skipped get none.
 */
export interface PlannedSection {
  readonly id: string;
  /** `recap`: times are summed up by it. */
  readonly part: string;
  /** What it would take with no limit. */
  readonly weightMinutes: number;
}
export type MsBySection = Readonly<Record<string, number>>;

export function planTalk(
  sections: readonly PlannedSection[],
  totalMs: number,
  skipped: readonly string[],
): MsBySection {
  const shown = sections.filter(({ id }) => !skipped.includes(id));
  const weight = shown.reduce((sum, { weightMinutes }) => sum + weightMinutes, 0);
  return Object.fromEntries(
    shown.map(({ id, weightMinutes }) => [id, weight > 0 ? (totalMs * weightMinutes) / weight : 0]),
  );
}

export interface PartTime {
  readonly part: string;
  readonly plannedMs: number;
  readonly spentMs: number;
  readonly lastMs: number | undefined;
}

export function partTimes(
  sections: readonly PlannedSection[],
  planned: MsBySection,
  spent: MsBySection,
  last: MsBySection | undefined,
): readonly PartTime[] {
  const parts = [...new Set(sections.map(({ part }) => part))];
  return parts.map((part) => {
    const own = sections.filter((section) => section.part === part);
    return {
      part,
      plannedMs: sumOf(own, planned),
      spentMs: sumOf(own, spent),
      lastMs: last && sumOf(own, last),
    };
  });
}

/**
 * How much later the talk is than it should be by now; negative is early. What should be is a plan, or another time
 * that the talk was held. Time on the section on show counts against it only once it is longer than planned, so that
 * nobody is early for having just moved on.
 */
export function behindMs(
  sections: readonly PlannedSection[],
  current: string,
  planned: MsBySection,
  spent: MsBySection,
): number {
  const at = sections.findIndex(({ id }) => id === current);
  const onCurrentMs = spent[current] ?? 0;
  const dueMs =
    sumOf(sections.slice(0, Math.max(at, 0)), planned) + Math.min(onCurrentMs, planned[current] ?? 0);
  return sumOf(sections, spent) - dueMs;
}

const sumOf = (sections: readonly PlannedSection[], ms: MsBySection): number =>
  sections.reduce((sum, { id }) => sum + (ms[id] ?? 0), 0);
