/** The laboratory of names: what a live check tells in the trace, what the panel reads, and where a bad registry is told. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoApp } from '../../demo-server/app.ts';
import type { DoorDeskAnswer } from '../../demo-server/building/lab/door-desk.ts';
import { ProgramError } from '../../demo-server/programs/problem.ts';
import type { ProgramProblem } from '../../demo-server/protocol.ts';
import { createNodeApp } from '../../demo-server/runtime/node.ts';
import { lintAttributes } from '../../demo-server/telemetry/registry.ts';
import { loadBabel } from '../../src/exercises/code/babel.ts';
import { compile } from '../../src/exercises/code/compile.ts';
import type { SpanIndex } from '../../src/trace/model/types.ts';
import { run } from '../support/demo-run.ts';

const babel = await loadBabel();
/** What the server could not answer: the programs that are wrong on purpose, and nothing else. */
const failures: unknown[] = [];
let app: DemoApp;
beforeAll(async () => {
  app = await createNodeApp({ report: (error) => failures.push(error) });
});
afterAll(async () => {
  await app.close();
  for (const failure of failures) expect(failure).toBeInstanceOf(ProgramError);
});

const START = readFileSync('content/exercises/test/telemetry-is-an-api/start.ts', 'utf8');
const lineOf = (source: string, text: string) => source.slice(0, source.indexOf(text)).split('\n').length;

async function install(source: string): Promise<void> {
  const compiled = compile(babel, { part: 'door-desk', source });
  if (compiled.type === 'problems') throw new Error(compiled.problems.map(({ message }) => message).join());
  expect(await app.programs.install(compiled.program)).toEqual([]);
}

async function runWith(source: string) {
  await install(source);
  const problems: ProgramProblem[] = [];
  const stop = app.programs.onProblem((problem) => void problems.push(problem));
  const result = await run(app, { path: '/lab/door-desk' });
  stop();
  return { ...result, problems, answer: result.answers[0]?.body as DoorDeskAnswer };
}

describe('as shipped', () => {
  test('opens two of three doors, and the live check has nothing to say', async () => {
    await app.programs.remove();
    const { table, answers } = await run(app, { path: '/lab/door-desk' });
    expect(answers).toEqual([
      {
        status: 200,
        body: {
          access: [
            { unitId: 4, opens: true },
            { unitId: 17, opens: true },
            { unitId: 23, opens: false },
          ],
          findings: { violation: 0, improvement: 0, information: 0 },
          panel: { attribute: 'app.unit', readAs: 'app.unit', rows: 0 },
        },
      },
    ]);
    expect(table.logs).toEqual([]);
    for (let span = 0; span < table.spanCount; span++)
      expect(lintAttributes(Object.fromEntries(table.attributes(span as SpanIndex)), 'spans')).toEqual([]);
  });

  test('a body that asks for something is refused', async () => {
    const { answers } = await run(app, { path: '/lab/door-desk', body: { doors: 3 } });
    expect(answers[0]?.status).toBe(400);
  });
});

describe('a finding', () => {
  test('is a log event in the span that it is about, by the names of Weaver', async () => {
    const { table, answer } = await runWith(START);
    expect(answer.findings).toEqual({ violation: 22, improvement: 3, information: 4 });
    expect(table.logs.filter(({ eventName }) => eventName === 'weaver.live_check.finding')).toHaveLength(29);
    const device = table.logs.find(({ body }) => String(body).startsWith("Attribute 'device.id' has type"));
    expect(device).toMatchObject({
      eventName: 'weaver.live_check.finding',
      severityNumber: 17,
      severityText: 'ERROR',
      body: "Attribute 'device.id' has type 'int'. Type should be 'string'.",
    });
    const {
      'session.id': _,
      'bldg.run.id': __,
      ...attributes
    } = Object.fromEntries(device?.attributes ?? []);
    expect(attributes).toEqual({
      'weaver.finding.id': 'type_mismatch',
      'weaver.finding.level': 'violation',
      'weaver.finding.sample.type': 'attribute',
      'weaver.finding.signal.type': 'span',
      'weaver.finding.signal.name': 'POST /units/4/access',
      'weaver.finding.resource.attribute.service.name': 'door-desk',
      'weaver.finding.context.attribute_key': 'device.id',
      'weaver.finding.context.attribute_type': 'int',
      'weaver.finding.context.expected': 'string',
    });
    const span = table.findSpan(device?.traceId ?? '', device?.spanId ?? '') as SpanIndex;
    expect(table.strings.get(table.columns.name[span] ?? 0)).toBe('POST /units/4/access');
  });

  test('never repeats a door code', async () => {
    const { table } = await runWith(START);
    const findings = table.logs.filter(({ eventName }) => eventName === 'weaver.live_check.finding');
    const told = JSON.stringify(findings.map(({ body, attributes }) => [body, [...attributes]]));
    for (const code of ['5676', '9623', '3137', '0417']) expect(told).not.toContain(code);
  });

  test('of a metric is in the trace of the request', async () => {
    const { table } = await runWith(START);
    const metric = table.logs.filter(
      ({ attributes }) => attributes.get('weaver.finding.signal.type') === 'metric',
    );
    expect(metric.map(({ body }) => body)).toEqual([
      "Required attribute 'bldg.access.result' is not present.",
    ]);
  });
});

test('the panel goes by the name of then until the registry tells of the new one', async () => {
  expect((await runWith(START)).answer.panel).toEqual({ attribute: 'app.unit', readAs: 'app.unit', rows: 3 });
  const renamed = START.replaceAll("'app.unit': unitId", "'bldg.unit.id': unitId");
  expect((await runWith(renamed)).answer.panel).toEqual({
    attribute: 'app.unit',
    readAs: 'app.unit',
    rows: 0,
  });
  const told = renamed.replace(
    '      - key: bldg.access.result',
    `      - key: app.unit
        type: int
        stability: stable
        brief: Before
        deprecated: { reason: renamed, renamed_to: bldg.unit.id }
      - key: bldg.access.result`,
  );
  expect((await runWith(told)).answer.panel).toEqual({
    attribute: 'app.unit',
    readAs: 'bldg.unit.id',
    rows: 3,
  });
});

describe('what is wrong with a registry', () => {
  test('is told at its line of the program, all of it', async () => {
    const source = START.replace('brief: The unit whose', 'breif: The unit whose').replace(
      'kind: server\n',
      'kind: servant\n',
    );
    const { answers, problems } = await runWith(source);
    expect(answers[0]?.status).toBe(500);
    expect(
      problems.map(({ line, message }) => [line, message.replace(/^Line \d+ of the registry: /, '')]).sort(),
    ).toEqual([
      [lineOf(source, '- key: bldg.unit.id'), '`attributes.0` needs `brief`.'],
      [lineOf(source, 'breif:'), '`attributes.0` knows no `breif`.'],
      [lineOf(source, 'kind: servant'), expect.stringContaining('`spans.0.kind`')],
    ]);
  });

  test('is that it does not describe what is checked', async () => {
    const { problems } = await runWith(START.replace('type: bldg.access\n', 'type: bldg.other\n'));
    expect(problems[0]?.message).toContain('span type `bldg.access`, which this registry does not define');
  });

  test.each([
    ['registry', 'desk.onAccess(async () => true);'],
    [
      'onAccess',
      'desk.registry(`file_format: definition/2\nspans: [{ type: bldg.access, kind: server, name: { note: x }, stability: stable, brief: x }]`);',
    ],
  ])('is that desk.%s is not called', async (name, body) => {
    const { problems } = await runWith(`export const doorDesk = (desk) => { ${body} };`);
    expect(problems.map(({ message }) => message)).toEqual([`\`doorDesk\` does not call \`desk.${name}\`.`]);
  });
});
