/** What is said beside a recorded trace: that it is one, of when, of what, and how it was judged. */
import type { Recording } from '../../server-client/recording.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

export function recordedWords(
  { recordedAt, version, judged, of }: Pick<Recording, 'recordedAt' | 'version' | 'judged' | 'of'>,
  summary: string,
): string {
  const what = of === 'first-request' ? 'this page’s first request' : 'the exercise as it starts';
  const day = DAY.format(new Date(recordedAt));
  const checks = judged
    ? ` ${judged.results.filter(({ pass }) => pass).length} of ${judged.results.length} checks passed.`
    : '';
  return `Recorded on ${day} from the real demo server ${version}: ${what}, ${summary}.${checks}`;
}
