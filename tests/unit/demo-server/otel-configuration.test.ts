/** Declarative configuration: what is read, what is refused and where, and what the SDK made of it does. */
import { SeverityNumber } from '@opentelemetry/api';
import { expect, test, vi } from 'vitest';
import { createSdk } from '../../../demo-server/otel-configuration/create-sdk.ts';
import type { Outside } from '../../../demo-server/otel-configuration/exporters.ts';
import { readConfiguration } from '../../../demo-server/otel-configuration/read-configuration.ts';

const read = (yaml: string, environment: Record<string, string> = {}, index = 0) =>
  readConfiguration(yaml, environment, index);
const problems = (yaml: string) => {
  const result = read(yaml);
  if (result.type === 'configuration') return [];
  return result.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
};
const model = (yaml: string, environment: Record<string, string> = {}, index = 0) => {
  const result = read(yaml, environment, index);
  if (result.type === 'problems') throw new Error(JSON.stringify(result.problems));
  return result.model;
};

function recorder() {
  const sent: string[] = [];
  const printed: string[] = [];
  const complaints: string[] = [];
  const outside: Outside = {
    async send(request) {
      sent.push(request.url);
      return new Response(null, { status: request.url.includes('wrong') ? 404 : 200 });
    },
    print: (line) => void printed.push(line),
    complain: (message) => void complaints.push(message),
    keep: (signal, items) => void sent.push(`${signal} ${items}`),
  };
  return { outside, sent, printed, complaints };
}

const METRICS = 'file_format: "1.0"\nmeter_provider:\n';
const READER = '  readers: [{ periodic: { exporter: { console: } } }]\n';

test.each([
  ['no YAML', 'file_format: "1.0\n', ['2:1 Missing closing "quote']],
  ['no file format', 'resource: {}\n', ["1:1 the configuration must have required property 'file_format'."]],
  ['another format', 'file_format: "2.0"\n', ['1:14 `file_format: 2.0` is not known here.']],
  [
    'a key that the schema does not know',
    'file_format: "1.0"\nresource:\n  service_name: x\n',
    ['3:3 `resource` knows no `service_name`.'],
  ],
  [
    'a value of the wrong type, deep in a list',
    'file_format: "1.0"\ntracer_provider:\n  processors:\n    - simple:\n        exporter:\n          otlp_http:\n            endpoint: 4318\n',
    ['7:13 `tracer_provider.processors.0.simple.exporter.otlp_http.endpoint` must be string,null.'],
  ],
  [
    'what is valid and cannot be done here',
    'file_format: "1.0"\npropagator:\n  composite:\n    - b3:\nlog_level: debug\n',
    [
      '4:7 The schema allows `b3` here, and this laboratory cannot do it.',
      '5:1 The schema allows `log_level` here, and this laboratory cannot do it.',
    ],
  ],
  [
    'a reference that is none',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of YAML, not of a template.
    'file_format: "1.0"\nx: ${1}\n',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above.
    ['2:4 `${1}` is no reference to a variable.'],
  ],
  [
    'a text that begins with an asterisk, and so is an alias',
    `${METRICS}${READER}  views:\n    - selector: { instrument_name: *http }\n      stream: { aggregation: { drop: } }\n`,
    ['5:36 `*http` is an alias, and no `&http` stands before it.'],
  ],
  [
    'an alias inside of what it stands for',
    'file_format: "1.0"\ntracer_provider: { sampler: &s { parent_based: { root: *s } } }\n',
    ['2:56 `*s` stands inside of what it refers to.'],
  ],
  [
    'aliases of aliases without an end',
    `file_format: "1.0"\na: &a [x]\n${[...'bcdefg'].map((name, n) => `${name}: &${name} [${`*${'abcdef'[n]},`.repeat(9)}]\n`).join('')}`,
    ['1:1 Excessive alias count'],
  ],
  [
    'an interval that the SDK refuses',
    `${METRICS}  readers: [{ periodic: { interval: 0, exporter: { console: } } }]\n`,
    ['3:27 `interval` has to be more than 0'],
  ],
  [
    'a view of nothing',
    `${METRICS}${READER}  views:\n    - selector: {}\n      stream: { aggregation: { drop: } }\n`,
    ['5:7 A selector without a condition selects nothing'],
  ],
  [
    'one name for several instruments',
    `${METRICS}${READER}  views:\n    - selector: { instrument_name: "http.*" }\n      stream: { name: all }\n`,
    ['6:17 A `name` is for one instrument'],
  ],
  [
    'a pattern where the SDK knows only names',
    `${METRICS}${READER}  views:\n    - selector: { instrument_name: a }\n      stream: { attribute_keys: { included: [a, "http.*"] } }\n`,
    ['6:49 `http.*` is a pattern'],
  ],
])('%s is told at its line', (_, yaml, expected) => {
  expect(problems(yaml).map((each, index) => each.slice(0, expected[index]?.length))).toEqual(expected);
});

test.each([
  [
    'a word where a key is meant',
    'propagator:\n  composite:\n    - tracecontext\n',
    'A key needs a colon: `tracecontext:`.',
  ],
  [
    'a map where a list is meant',
    'resource:\n  attributes:\n    service.name: x\n',
    'It is a list: each item stands in a line of its own, after `- `.',
  ],
  [
    'an item that lacks a key',
    'resource:\n  attributes:\n    - service.name: x\n',
    'Write `name:` there, with its value.',
  ],
])('%s comes with what to write', (_, yaml, hint) => {
  expect(read(`file_format: "1.0"\n${yaml}`)).toMatchObject({ type: 'problems', problems: [{ hint }] });
});

test('variables are put in: defaults, types, quotes, the dollar, and the second document alone', () => {
  const reference = (text: string) => `\${${text}}`;
  const yaml = `file_format: "1.0"
---
file_format: "1.0"
resource:
  attributes:
    - name: a
      value: ${reference('REGION')}-x
    - name: b
      value: ${reference('EMPTY:-otherwise')}
    - name: c
      value: $${reference('REGION')}
    - name: d
      value: "${reference('RATIO')}"
tracer_provider:
  sampler:
    trace_id_ratio_based:
      ratio: ${reference('RATIO:-0.5')}
  processors:
    - simple: { exporter: { console: } }
`;
  const { resource, tracer_provider } = model(yaml, { REGION: 'eu', EMPTY: '', RATIO: '0.1' }, 1);
  expect(resource?.attributes?.map(({ value }) => value)).toEqual([
    'eu-x',
    'otherwise',
    reference('REGION'),
    '0.1',
  ]);
  expect(tracer_provider?.sampler?.trace_id_ratio_based?.ratio).toBe(0.1);
});

test('a variable that nobody has set gives its default, though every object of the language has a property of that name', () => {
  const yaml = `file_format: "1.0"\nresource: { attributes: [{ name: a, value: "\${constructor:-none}" }] }\n`;
  expect(model(yaml).resource?.attributes).toEqual([{ name: 'a', value: 'none' }]);
});

test('a timeout of 0 is none: what takes its time is not given up', async () => {
  vi.useFakeTimers();
  try {
    let answer = (_: Response) => {};
    const send = () =>
      new Promise<Response>((resolve) => {
        answer = resolve;
      });
    const yaml = `file_format: "1.0"
tracer_provider:
  processors: [{ batch: { export_timeout: 0, exporter: { otlp_http: } } }]
meter_provider:
  readers: [{ periodic: { timeout: 0, exporter: { console: } } }]
`;
    const { tracerProvider } = createSdk(model(yaml), { ...recorder().outside, send });
    tracerProvider?.getTracer('t').startSpan('one').end();
    const flushed = expect(tracerProvider?.forceFlush()).resolves.toBeUndefined();
    await vi.advanceTimersByTimeAsync(1_000);
    answer(new Response());
    await flushed;
  } finally {
    vi.useRealTimers();
  }
});

const FULL = `
file_format: "1.0"
resource: { attributes: [{ name: service.name, value: s }] }
propagator: { composite: [tracecontext: ] }
tracer_provider:
  sampler: { parent_based: { root: { always_on: } } }
  processors:
    - batch: { exporter: { otlp_http: { endpoint: "http://here/v1/traces" } } }
    - simple: { exporter: { console: } }
    - simple: { exporter: { in_memory: } }
    - simple: { exporter: { otlp_http: { endpoint: "http://wrong" } } }
meter_provider:
  readers: [{ periodic: { exporter: { otlp_http: { endpoint: "http://here/v1/metrics" } } } }]
  views:
    - selector: { instrument_name: noise }
      stream: { aggregation: { drop: } }
logger_provider:
  processors: [{ simple: { exporter: { console: } } }]
  logger_configurator/development: { default_config: { minimum_severity: warn } }
`;

test('the SDK does what the model says', async () => {
  const { outside, sent, printed, complaints } = recorder();
  const sdk = createSdk(model(FULL), outside);
  expect(sdk.resource.attributes['service.name']).toBe('s');
  expect(sdk.propagator.fields()).toContain('traceparent');
  expect(sdk.propagator.fields()).not.toContain('baggage');
  sdk.tracerProvider?.getTracer('t').startSpan('one').end();
  sdk.tracerProvider?.getTracer('t').startSpan('two').end();
  sdk.meterProvider?.getMeter('t').createCounter('kept').add(1);
  const logger = sdk.loggerProvider?.getLogger('t');
  logger?.emit({ severityNumber: SeverityNumber.INFO, severityText: 'INFO', body: 'too low' });
  logger?.emit({ severityNumber: SeverityNumber.WARN, severityText: 'WARN', body: 'loud' });
  await sdk.shutdown();
  expect(sent.filter((url) => url.endsWith('/traces'))).toHaveLength(1);
  expect(sent.filter((url) => url.endsWith('/metrics'))).toHaveLength(1);
  expect(sent.filter((each) => each === 'traces 1')).toHaveLength(2);
  expect(printed.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'INTERNAL one',
    'INTERNAL two',
    'WARN loud',
  ]);
  expect(complaints[0]).toContain('answered 404');
});

test('an address that a variable has left empty is told as none, and asks nobody', async () => {
  const { outside, sent, complaints } = recorder();
  const yaml = `file_format: "1.0"
tracer_provider:
  processors:
    - simple: { exporter: { otlp_http: { endpoint: "\${COLLECTOR}/v1/traces" } } }
`;
  const sdk = createSdk(model(yaml), outside);
  sdk.tracerProvider?.getTracer('t').startSpan('one').end();
  await sdk.shutdown();
  expect(sent).toEqual([]);
  expect(complaints).toEqual([expect.stringContaining('traces to /v1/traces: this is no address')]);
});

test('a signal without a provider records nothing, and without a propagator nothing travels', () => {
  const { outside } = recorder();
  const sdk = createSdk(model('file_format: "1.0"\n'), outside);
  expect(sdk.tracerProvider ?? sdk.meterProvider ?? sdk.loggerProvider).toBeUndefined();
  expect(sdk.propagator.fields()).toEqual([]);
  expect(sdk.resource.attributes['service.name']).toMatch(/^unknown_service/);
});
