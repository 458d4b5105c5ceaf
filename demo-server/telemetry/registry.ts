/**
 * The registry of this project's own attribute names. It is the one place where a `bldg.*` name is spelled out: the
 * code is typed by it, the documentation lists it, and `lintAttributes` holds emitted data against it.
 *
 * Why an own prefix: `app.*` and `device.*` belong to the semantic conventions (`device.id` is the user's phone).
 */
import type { Attributes } from '@opentelemetry/api';

export type AttributeType = 'string' | 'int' | 'double' | 'boolean';
export type Signal = 'spans' | 'logs' | 'metrics';
export interface RegistryEntry {
  readonly type: AttributeType;
  readonly brief: string;
  readonly stability: 'stable' | 'development';
  /** Where the name may appear. What is unbounded (ids) must never appear on metrics. */
  readonly signals: readonly Signal[];
}

const traced = ['spans', 'logs'] as const;
const counted = ['spans', 'logs', 'metrics'] as const;

export const REGISTRY = {
  'bldg.run.id': {
    type: 'string',
    brief: 'The press of Run that caused this',
    stability: 'stable',
    signals: traced,
  },
  'bldg.building.id': { type: 'int', brief: 'Building', stability: 'stable', signals: counted },
  'bldg.unit.id': { type: 'int', brief: 'Unit (flat) in a building', stability: 'stable', signals: traced },
  'bldg.unit.floor': { type: 'int', brief: 'Floor of a unit', stability: 'stable', signals: traced },
  'bldg.fan_out.recipients': {
    type: 'int',
    brief: 'How many doors one request reaches',
    stability: 'development',
    signals: traced,
  },
  'bldg.room.phone': {
    type: 'int',
    brief: 'A phone in a room, counted as they came',
    stability: 'development',
    signals: traced,
  },
  'bldg.room.tap': {
    type: 'string',
    brief: 'What a phone in a room sent: heartbeat, leak or lock',
    stability: 'development',
    signals: traced,
  },
  'bldg.room.option': {
    type: 'int',
    brief: 'Which option of a poll was chosen, counted from 0',
    stability: 'development',
    signals: counted,
  },
  'bldg.round.id': { type: 'string', brief: 'A night round', stability: 'development', signals: traced },
  'bldg.tenant.note': {
    type: 'string',
    brief: 'What a tenant wrote; not to be trusted',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.agent.answer': {
    type: 'string',
    brief: 'What an agent found out',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.agent.tool_calls': {
    type: 'int',
    brief: 'How many tools an agent has called',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.agent.bytes': {
    type: 'int',
    brief: 'How many bytes an agent was given to read',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.test.repetition': {
    type: 'int',
    brief: 'Which of the repeated runs of a test this is, from 1',
    stability: 'development',
    signals: traced,
  },
  'bldg.test.fault': {
    type: 'string',
    brief: 'What was broken in the building on purpose while the test ran',
    stability: 'development',
    signals: traced,
  },
  'bldg.test.mutant': {
    type: 'string',
    brief: 'Which broken version of the building the test ran on',
    stability: 'development',
    signals: traced,
  },
  'bldg.test.at_once': {
    type: 'int',
    brief: 'How many tests of a suite ran at the same time, at most',
    stability: 'development',
    signals: traced,
  },
  'bldg.file.spans': {
    type: 'int',
    brief: 'How many spans can be read from the file that a build has kept of its tests',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.file.missing': {
    type: 'int',
    brief: 'How many spans of the suite are not in that file',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.file.problem': {
    type: 'string',
    brief: 'Why that file cannot be read, or not all of it',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.test.events': {
    type: 'int',
    brief: 'How many events the test has waited for and heard',
    stability: 'development',
    signals: traced,
  },
  'bldg.test.timers': {
    type: 'int',
    brief: 'How many timers the test has started',
    stability: 'development',
    signals: traced,
  },
  'bldg.place.name': {
    type: 'string',
    brief: 'Where the build runs: dev, test, prod-us or prod-eu',
    stability: 'development',
    signals: traced,
  },
  'bldg.place.environment': {
    type: 'string',
    brief: 'The deployment.environment.name that a place gives its telemetry',
    stability: 'development',
    signals: traced,
  },
  'bldg.place.requests': {
    type: 'int',
    brief: 'How many requests the build answered in a place',
    stability: 'development',
    signals: traced,
  },
  'bldg.place.printed_spans': {
    type: 'int',
    brief: 'How many spans were printed to the console of a place',
    stability: 'development',
    signals: traced,
  },
  'bldg.place.spans_in_memory': {
    type: 'int',
    brief: 'How many spans lay in memory when the last request was answered',
    stability: 'development',
    signals: traced,
  },
  'bldg.place.exports': {
    type: 'int',
    brief: 'How many OTLP requests left a place',
    stability: 'development',
    signals: traced,
  },
  'bldg.place.sent_spans': {
    type: 'int',
    brief: 'How many spans reached a collector',
    stability: 'development',
    signals: traced,
  },
  'bldg.place.sent_logs': {
    type: 'int',
    brief: 'How many log records reached a collector',
    stability: 'development',
    signals: traced,
  },
  'bldg.place.lowest_severity': {
    type: 'int',
    brief: 'The lowest severity number of a log record that reached a collector',
    stability: 'development',
    signals: traced,
  },
  'bldg.place.signals_home': {
    type: 'int',
    brief: 'How many of the three signals reached the collector of their own region',
    stability: 'development',
    signals: traced,
  },
  'bldg.panel.attribute': {
    type: 'string',
    brief: 'The attribute that a panel of a dashboard counts by',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.panel.read_as': {
    type: 'string',
    brief: 'What the registry calls that attribute now',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.panel.rows': {
    type: 'int',
    brief: 'How many rows a panel shows',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.job.collector': {
    type: 'string',
    brief: 'Whether the collector of a job is up or gone',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.job.requests': {
    type: 'int',
    brief: 'How many requests with spans the collector got from a job',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.job.timers': {
    type: 'int',
    brief: 'How many timers the code of a job has started',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.device.id': {
    type: 'int',
    brief: 'Device; unbounded, never on metrics',
    stability: 'stable',
    signals: traced,
  },
  'bldg.device.kind': {
    type: 'string',
    brief: 'lock, thermostat or leak_sensor',
    stability: 'stable',
    signals: counted,
  },
  'bldg.device.firmware': {
    type: 'string',
    brief: 'Firmware version',
    stability: 'stable',
    signals: counted,
  },
  'bldg.device.battery': {
    type: 'int',
    brief: 'Charge of a device in percent',
    stability: 'stable',
    signals: traced,
  },
  'bldg.device.state': {
    type: 'string',
    brief: 'What a page was shown of a device: locked, 20.0 or dry',
    stability: 'stable',
    signals: traced,
  },
  'bldg.hub.id': { type: 'int', brief: 'Hub that devices hang on', stability: 'stable', signals: counted },
  'bldg.event.kind': {
    type: 'string',
    brief: 'leak, low_battery, jam or temperature',
    stability: 'stable',
    signals: counted,
  },
  'bldg.command.name': {
    type: 'string',
    brief: 'Command sent to a device or hub',
    stability: 'stable',
    signals: counted,
  },
  'bldg.command.attempts': {
    type: 'int',
    brief: 'How often a command was sent until it was done',
    stability: 'stable',
    signals: traced,
  },
  'bldg.duplicate': {
    type: 'boolean',
    brief: 'The message had been processed before',
    stability: 'stable',
    signals: traced,
  },
  'bldg.injected_delay_ms': {
    type: 'int',
    brief: 'Delay declared by an exercise',
    stability: 'stable',
    signals: traced,
  },
  'bldg.injected_fault': {
    type: 'string',
    brief: 'Failure declared by an exercise',
    stability: 'stable',
    signals: traced,
  },
  'bldg.lockdown.strategy': {
    type: 'string',
    brief: 'How the hubs were called',
    stability: 'stable',
    signals: traced,
  },
  'bldg.query.strategy': { type: 'string', brief: 'loop or join', stability: 'stable', signals: traced },
  'bldg.work_order.id': { type: 'int', brief: 'Work order', stability: 'stable', signals: traced },
  'bldg.lab.day': {
    type: 'int',
    brief: 'Simulated day of the month, 1 to 30',
    stability: 'development',
    signals: traced,
  },
  'bldg.lab.sample_weight': {
    type: 'double',
    brief: 'How many spans this one stands for',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.lab.event_count': {
    type: 'int',
    brief: 'Measurement `count` as a handler received it',
    stability: 'development',
    signals: traced,
  },
  'bldg.lab.urgency': {
    type: 'string',
    brief: 'now, today, note or unknown',
    stability: 'development',
    signals: ['spans'],
  },
  'bldg.otlp.signal': {
    type: 'string',
    brief: 'traces, metrics or logs',
    stability: 'development',
    signals: ['metrics'],
  },
  'bldg.otlp.outcome': {
    type: 'string',
    brief:
      'What became of a record that came in: accepted or rejected; of a request: taken or refused; of one that was handed on: forwarded or dropped',
    stability: 'development',
    signals: ['metrics'],
  },
} as const satisfies Record<`bldg.${string}`, RegistryEntry>;

export type BldgName = keyof typeof REGISTRY;
interface TypeOf {
  readonly string: string;
  readonly int: number;
  readonly double: number;
  readonly boolean: boolean;
}
export type BldgAttributes = { readonly [N in BldgName]?: TypeOf[(typeof REGISTRY)[N]['type']] };

/** Own attributes for a span, log record or measurement: a misspelt name or a wrong type does not compile. */
export function bldgAttributes(attributes: BldgAttributes): Attributes {
  return attributes as Attributes;
}

export interface Finding {
  readonly name: string;
  readonly message: string;
}

/** Prefixes the semantic conventions keep for themselves, with what to use instead. */
const RESERVED: readonly (readonly [prefix: string, advice: string])[] = [
  ['app.', 'app.* is a namespace of the semantic conventions (client applications); use bldg.*'],
  ['device.', 'device.* describes the device of the end user; use bldg.device.*'],
];

/** Holds emitted attributes against the registry. Names of the conventions themselves are not its business. */
export function lintAttributes(
  attributes: Readonly<Record<string, unknown>>,
  signal: Signal,
): readonly Finding[] {
  const findings: Finding[] = [];
  const violation = (name: string, message: string) => findings.push({ name, message });
  for (const [name, value] of Object.entries(attributes)) {
    for (const [prefix, advice] of RESERVED) if (name.startsWith(prefix)) violation(name, advice);
    if (!name.startsWith('bldg.')) continue;
    const entry: RegistryEntry | undefined = Object.hasOwn(REGISTRY, name)
      ? REGISTRY[name as BldgName]
      : undefined;
    if (entry === undefined) {
      violation(name, 'is not in the registry; add it there with a type and a brief');
      continue;
    }
    if (!hasType(value, entry.type)) violation(name, `should be ${entry.type}, is ${typeof value}`);
    if (!entry.signals.includes(signal)) violation(name, `is not meant for ${signal}`);
  }
  return findings;
}

function hasType(value: unknown, type: AttributeType): boolean {
  if (type === 'int') return Number.isInteger(value);
  return typeof value === (type === 'double' ? 'number' : type);
}
