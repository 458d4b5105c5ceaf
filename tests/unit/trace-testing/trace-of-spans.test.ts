/** What an in-memory exporter of the SDK holds, as a trace. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import type { SpanIndex } from '../../../src/trace/model/types.ts';
import { traceOfSpans } from '../../../src/trace/testing/trace-of-spans.ts';
import { describeTree, spanNamed } from '../../support/trace-text.ts';

function recordedSpans(): ReadableSpan[] {
  const spans: ReadableSpan[] = [];
  const keep: SpanProcessor = {
    onStart: (span) => void spans.push(span),
    onEnd: () => {},
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const service = (name: string) =>
    new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': name }),
      spanProcessors: [keep],
    }).getTracer('test');
  const server = service('api').startSpan('POST /leaks', { kind: SpanKind.SERVER }, ROOT_CONTEXT);
  const below = trace.setSpan(ROOT_CONTEXT, server);
  const insert = service('api').startSpan(
    'INSERT leaks',
    { kind: SpanKind.CLIENT, attributes: { rows: 2, share: 0.5, cached: false, tags: ['a', 'b'] } },
    below,
  );
  insert.setStatus({ code: SpanStatusCode.ERROR, message: 'no' });
  insert.addEvent('retry', { attempt: 2 });
  insert.end();
  service('worker')
    .startSpan(
      'process leak',
      { kind: SpanKind.CONSUMER, links: [{ context: server.spanContext() }] },
      ROOT_CONTEXT,
    )
    .end();
  return spans;
}

test('tree, kinds, status and services are those of the SDK; what has not ended is open', () => {
  const table = traceOfSpans(recordedSpans());
  expect(describeTree(table, { kinds: true })).toBe(
    [
      'api  POST /leaks  (open)  @kind=server',
      '  api  INSERT leaks  @kind=client  (error)',
      '---',
      'worker  process leak  @kind=consumer',
    ].join('\n'),
  );
});

test('attributes keep their types, events and links are there', () => {
  const table = traceOfSpans(recordedSpans());
  const insert = spanNamed(table, 'INSERT leaks');
  expect(Object.fromEntries(table.attributes(insert))).toEqual({
    rows: 2,
    share: 0.5,
    cached: false,
    tags: ['a', 'b'],
  });
  expect(table.events(insert)).toMatchObject([{ name: 'retry' }]);
  const [link] = table.links(spanNamed(table, 'process leak'));
  expect(table.findSpan(link?.traceId ?? '', link?.spanId ?? '') as SpanIndex).toBe(
    spanNamed(table, 'POST /leaks'),
  );
});

test('the parent is read as older SDKs write it, too', () => {
  const [server, insert] = recordedSpans() as [ReadableSpan, ReadableSpan];
  const old = Object.create(insert, {
    parentSpanContext: { value: undefined },
    parentSpanId: { value: server.spanContext().spanId },
  }) as ReadableSpan;
  expect(describeTree(traceOfSpans([server, old])).split('\n')[1]).toBe('  api  INSERT leaks  (error)');
});
