/** Times as a speaker reads them at a glance. */

/** `12:40`, and from an hour on `1:02:40`. */
export function clockText(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = `${hours > 0 ? String(minutes).padStart(2, '0') : minutes}:${String(rest).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** Less than this is on time: nobody should hurry for it. */
const ON_TIME_MS = 15_000;

export function paceWords(behindMs: number, against: string): string {
  if (Math.abs(behindMs) < ON_TIME_MS) return `level with ${against}`;
  return `${clockText(Math.abs(behindMs))} ${behindMs > 0 ? 'behind' : 'ahead of'} ${against}`;
}

/** `+0:35`, `-1:10`; `0:00` has no sign. */
export function differenceText(ms: number): string {
  const text = clockText(Math.abs(ms));
  if (text === '0:00') return text;
  return `${ms > 0 ? '+' : '−'}${text}`;
}
