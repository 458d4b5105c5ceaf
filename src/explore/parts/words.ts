/** Times, counts and durations as people read them. */
import { durationText } from '../../timeline/layout/duration-text.ts';

export { durationText };

const TIME = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** `14:03:22.104`, with the day before it when it is not today. */
export function timeText(unixMs: number, nowMs: number = Date.now()): string {
  const time = TIME.format(unixMs);
  return DAY.format(unixMs) === DAY.format(nowMs) ? time : `${DAY.format(unixMs)} ${time}`;
}

export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** A value of a chart in its unit: seconds as durations, rates with `/s`. */
export function valueText(value: number, unit: string): string {
  if (unit === 's') return durationText(value * 1e9);
  if (unit === 'ms') return durationText(value * 1e6);
  const number =
    Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(4)));
  if (unit === '1/s') return `${number}/s`;
  if (unit === 'By') return bytesText(value);
  return unit === '' || unit === '1' || unit.startsWith('{') ? number : `${number} ${unit}`;
}

export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${Number(value.toPrecision(3))} ${units[unit]}`;
}
