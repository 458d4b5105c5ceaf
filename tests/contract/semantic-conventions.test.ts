/**
 * Names in all that the services here emit: our own begin with `bldg.`, and every other one is a name of the semantic
 * conventions that nothing has replaced. So is each new name that the receiver's lint tells a sender.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoApp } from '../../demo-server/app.ts';
import { ROW_ATTRIBUTES } from '../../demo-server/building/lab/command-day-input.ts';
import { RENAMED_ATTRIBUTES } from '../../demo-server/otlp/ingest/renamed-attributes.ts';
import { createNodeApp } from '../../demo-server/runtime/node.ts';
import { BUILDING_RUNS } from '../support/building-routes.ts';
import { type RunRequest, run } from '../support/demo-run.ts';
import { DEPRECATED, isCurrent, NAMES, type NameKind } from '../support/semantic-conventions.ts';

let app: DemoApp;
beforeAll(async () => {
  app = await createNodeApp();
});
afterAll(() => app.close());

const lab = (name: string, body: object = {}): RunRequest => ({ path: `/lab/${name}`, body });
const LABORATORIES: readonly RunRequest[] = [
  lab('sampling', { requests: 20, errors: 2, strategy: 'tail' }),
  lab('leak-month'),
  lab('cardinality'),
  lab('emit-and-attach'),
  lab('meter-job'),
  lab('command-day', { commands: 40, seed: 7, attributes: ROW_ATTRIBUTES }),
  lab('goodhart'),
  lab('fan-out'),
  lab('night-round'),
  lab('open-page'),
  lab('suite-runs'),
  lab('device-commands', { deviceIds: [4, 40] }),
  lab('four-graphs'),
  lab('valves', { deviceIds: [3, 6, 9], stuck: [6] }),
  lab('hub-commands'),
  lab('door-desk'),
];
/** Names of others, with what they are. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  [
    'otel.metric.overflow',
    'what an SDK puts on the stream of all streams beyond its limit (metrics SDK specification)',
  ],
]);

type Named = readonly [kind: NameKind, name: string];

/** Every name in an OTLP request, wherever it stands. Iterative: what is nested is on the list. */
function namesIn(request: unknown): Named[] {
  const found: Named[] = [];
  const waiting: unknown[] = [request];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'attributes' || key === 'filteredAttributes')
        for (const attribute of inner) found.push(['ATTR', attribute.key]);
      else if (key === 'metrics') for (const metric of inner) found.push(['METRIC', metric.name]);
      else if (key === 'eventName') found.push(['EVENT', inner]);
      waiting.push(inner);
    }
  }
  return found;
}
const isOurs = (name: string) => name.startsWith('bldg.');
const strangers = (names: Iterable<Named>): string[] => {
  const odd = [...names].filter(
    ([kind, name]) => !isOurs(name) && !OTHERS.has(name) && !isCurrent(kind, name),
  );
  return [...new Set(odd.map(([kind, name]) => `${kind} ${name}`))].sort();
};

test('the conventions are read: what is current, and what is not', () => {
  expect(NAMES.ATTR.size).toBeGreaterThan(500);
  expect(NAMES.METRIC.size).toBeGreaterThan(200);
  expect(DEPRECATED.size).toBeGreaterThan(200);
  expect([isCurrent('ATTR', 'http.request.method'), isCurrent('ATTR', 'http.method')]).toEqual([true, false]);
});

describe('what is emitted', () => {
  const runs: [string, readonly RunRequest[]][] = [
    ...Object.entries(BUILDING_RUNS),
    ...LABORATORIES.map((request): [string, readonly RunRequest[]] => [request.path, [request]]),
  ];
  test.each(runs)('%s', async (name, requests) => {
    const { messages, answers } = await run(app, ...requests);
    const names = messages.flatMap(({ type, data }) =>
      ['spans-started', 'traces', 'logs', 'metrics'].includes(type) ? namesIn(data) : [],
    );
    if (name.startsWith('/lab/')) expect(answers).toMatchObject([{ status: 200 }]);
    expect(names.length).toBeGreaterThan(0);
    expect(strangers(names)).toEqual([]);
  });

  test('by the instruments of all services and of the server', async () => {
    const answer = await app.fetch(new Request('http://demo/api/metrics'));
    const names = namesIn(await answer.json());
    expect(names.filter(([kind]) => kind === 'METRIC').length).toBeGreaterThan(0);
    expect(strangers(names)).toEqual([]);
  });
});

test('what the lint tells a sender to write instead is current itself', () => {
  const told = [...RENAMED_ATTRIBUTES.values()].flat();
  expect(told.filter((name) => !isCurrent('ATTR', name))).toEqual([]);
  expect([...RENAMED_ATTRIBUTES.keys()].filter((name) => isCurrent('ATTR', name))).toEqual([]);
});
