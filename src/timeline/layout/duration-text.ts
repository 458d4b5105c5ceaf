/** Durations and instants in words short enough for a bar: three significant figures, the unit that fits. */

const UNITS = [
  { ns: 1, name: 'ns' },
  { ns: 1e3, name: 'µs' },
  { ns: 1e6, name: 'ms' },
  { ns: 1e9, name: 's' },
] as const;

/** `42.1 ms`, `320 µs`, `1.25 s`, `2 min 5 s`, `3 d 4 h`; a negative duration keeps its sign, for it is a finding. */
export function durationText(durationNs: number): string {
  if (!Number.isFinite(durationNs)) return 'open';
  const sign = durationNs < 0 ? '−' : '';
  const ns = Math.abs(durationNs);
  if (ns === 0) return '0 ms';
  if (ns >= 59.95e9) return sign + minutesText(ns);
  let unit: (typeof UNITS)[number] = UNITS[0];
  // 999.6 µs would round to "1000 µs": it belongs to the next unit.
  for (const candidate of UNITS) if (ns >= candidate.ns * 0.9995) unit = candidate;
  return `${sign}${threeFigures(ns / unit.ns)} ${unit.name}`;
}

const MINUTES_A_DAY = 1_440;

function minutesText(ns: number): string {
  const seconds = Math.round(ns / 1e9);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 2 * MINUTES_A_DAY) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24).toLocaleString('en')} d ${hours % 24} h`;
}

function threeFigures(value: number): string {
  const decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return String(Number(value.toFixed(decimals)));
}

/** `+12 ms`, `−3 ms`. */
export function shiftText(ns: number): string {
  return `${ns > 0 ? '+' : ''}${durationText(ns)}`;
}

/** `12.5 %`, `<0.1 %`. */
export function percentText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  return `${Number(percent.toFixed(percent >= 9.95 ? 0 : 1))} %`;
}
