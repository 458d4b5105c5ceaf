/** How urgent an event is, three times: with the mistake, with the mistake covered up, and repaired. */

interface Urgency {
  readonly level: string;
}
/** Written before devices had batteries to report. */
const URGENCY: ReadonlyMap<string, Urgency> = new Map([
  ['leak', { level: 'now' }],
  ['jam', { level: 'today' }],
  ['temperature', { level: 'note' }],
]);

export const rateUrgency = {
  /** Takes it for granted that every kind is listed, and throws a TypeError where one is not. */
  careless: (kind: string): string | undefined => (URGENCY.get(kind) as Urgency).level,
  /** Never throws, and says nothing of what it could not do. */
  swallow(kind: string): string | undefined {
    try {
      return rateUrgency.careless(kind);
    } catch {
      return undefined;
    }
  },
  /** An unknown kind is a case like the others. */
  default: (kind: string): string | undefined => URGENCY.get(kind)?.level ?? 'unknown',
};
