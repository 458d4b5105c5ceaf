/** What a call of a tool leaves behind when it fails: an error on its span, by the conventions for MCP. */
import { SpanStatusCode } from '@opentelemetry/api';
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { toolBox } from '../../../demo-server/building/lab/mcp-tool-box.ts';
import { endedSpans } from '../../../demo-server/telemetry/ended-spans.ts';

async function spanOfCall(answer: () => Response) {
  const ended: ReadableSpan[] = [];
  const provider = new TracerProvider({ spanProcessors: [endedSpans((span) => ended.push(span))] });
  const tools = toolBox(provider.getTracer('t'), answer, undefined);
  const outcome = await tools.call('search_traces', {}).catch(() => 'failed');
  const [span] = ended;
  return { outcome, status: span?.status.code, errorType: span?.attributes['error.type'] };
}
const result = (isError: boolean) =>
  Response.json({ result: { isError, content: [{ type: 'text', text: '{"untrusted":[]}' }] } });

test.each([
  ['finds nothing', () => result(false), { outcome: [], status: SpanStatusCode.UNSET, errorType: undefined }],
  ['refuses', () => result(true), { outcome: [], status: SpanStatusCode.ERROR, errorType: 'tool_error' }],
  [
    'is not there',
    () => new Response('busy', { status: 503 }),
    { outcome: 'failed', status: SpanStatusCode.ERROR, errorType: 'SyntaxError' },
  ],
])('a tool that %s', async (_, answer, expected) => {
  expect(await spanOfCall(answer)).toEqual(expected);
});
