/**
 * The times below a chart: as fine as its steps are, and no more of them than have room beside one another.
 *
 *   |   10:32   |   10:33   |   10:34   |       steps of a minute or more
 *   | 10:32:15  | 10:32:30  | 10:32:45  |       of a second or more
 *   |10:32:15.250    |10:32:15.500      |       of less
 */
import { timeText } from '../parts/words.ts';

/** What of `hh:mm:ss.mmm` tells two ticks apart, from the coarsest. */
const FORMS = [
  { stepS: 60, letters: 'hh:mm'.length },
  { stepS: 1, letters: 'hh:mm:ss'.length },
  { stepS: 0, letters: 'hh:mm:ss.mmm'.length },
] as const;
/** Room between two labels, in letters. */
const GAP_LETTERS = 2;

/** Unix seconds, in equal steps. */
export function timeTexts(stamps: readonly number[]): string[] {
  const letters = lettersOf((stamps[1] ?? 0) - (stamps[0] ?? 0));
  return stamps.map((stamp) => timeText(stamp * 1e3, stamp * 1e3).slice(0, letters));
}

/** The least distance of two ticks at which their labels, in digits of this width, stand apart. */
export function timeSpacePx(rangeS: number, widthPx: number, digitPx: number): number {
  const spaceOf = (letters: number) => (letters + GAP_LETTERS) * digitPx;
  // A coarse form is short, and has room for steps that it cannot tell apart.
  const fits = FORMS.find(({ stepS, letters }) => (rangeS * spaceOf(letters)) / widthPx >= stepS);
  return spaceOf((fits ?? FORMS[2]).letters);
}

function lettersOf(stepS: number): number {
  return (FORMS.find((form) => stepS >= form.stepS) ?? FORMS[2]).letters;
}
