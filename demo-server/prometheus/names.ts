/**
 * OpenTelemetry's names as Prometheus writes them.
 *
 *   http.server.request.duration  s      histogram   http_server_request_duration_seconds
 *   messaging.client.sent.messages {message} counter messaging_client_sent_messages(_total)
 *   nodejs.eventloop.utilization  1      gauge       nodejs_eventloop_utilization_ratio
 *
 * https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#otlp-metric-points-to-prometheus
 */
import type { Attributes } from '@opentelemetry/api';

export type FamilyType = 'counter' | 'gauge' | 'histogram' | 'info';
export type Labels = readonly (readonly [name: string, value: string])[];

/** UCUM codes by what Prometheus calls them: its base units, and those that instruments are likely to have. */
const UNIT_WORDS: ReadonlyMap<string, string> = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  ['kBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['%', 'percent'],
]);
/** What stands below the line of a rate. */
const PER_WORDS: ReadonlyMap<string, string> = new Map([
  ['s', 'second'],
  ['min', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['m', 'meter'],
]);

/** The word that a unit adds to a name; empty where it adds none: `{annotations}` and the unit one of what is no gauge. */
export function unitWord(unit: string, type: FamilyType): string {
  if (unit === '1') return type === 'gauge' ? 'ratio' : '';
  const [of = '', per] = unit.replace(/\{[^}]*\}/g, '').split('/');
  const above = of === '' || of === '1' ? '' : (UNIT_WORDS.get(of) ?? plain(of));
  if (per === undefined || per === '') return above;
  return [above, 'per', PER_WORDS.get(per) ?? plain(per)].filter(Boolean).join('_');
}

/** The name of a family, without the `_total` that the samples of a counter have besides. */
export function familyName(name: string, unit: string, type: FamilyType): string {
  const word = unitWord(unit, type);
  let base = plain(name);
  if (type === 'counter') base = base.replace(/_total$/, '');
  if (word !== '' && !base.endsWith(`_${word}`)) base = `${base}_${word}`;
  return /^\d/.test(base) ? `_${base}` : base;
}

/** Attributes as labels, by name. Keys that become one name share it: their values stand in the order of the keys, `a;b`. */
export function labelsOf(attributes: Attributes): Labels {
  const labels = new Map<string, string>();
  for (const key of Object.keys(attributes).sort()) {
    const given = attributes[key];
    if (given === undefined) continue;
    const name = labelName(key);
    const value = typeof given === 'string' ? given : JSON.stringify(given);
    const known = labels.get(name);
    labels.set(name, known === undefined ? value : `${known};${value}`);
  }
  return [...labels].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Two underscores in front are Prometheus' own. */
function labelName(key: string): string {
  const name = plain(key).replace(/^_+/, '') || '_';
  return /^\d/.test(name) ? `key_${name}` : name;
}

const plain = (text: string): string => text.replace(/[^a-zA-Z0-9_]/g, '_').replace(/_{2,}/g, '_');
