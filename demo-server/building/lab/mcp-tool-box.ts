/**
 * The tools of `/mcp` in the hand of an agent: each call is a real request with a span around it, and is counted. What
 * is read of an answer is checked field by field; it comes from strangers.
 */
import { context as contextApi, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import * as z from 'zod';
import { errorType } from '../../telemetry/measure.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';

export interface ToolBox {
  /** What was found, of all answers only this. Nothing, if the tool refused. */
  call(tool: string, args: Readonly<Record<string, unknown>>): Promise<readonly FoundSpan[]>;
  used(): { readonly calls: number; readonly bytes: number };
}

const attributes = z.record(z.string(), z.unknown());
const found = z.object({
  traceId: z.string().optional(),
  spanId: z.string().optional(),
  parentSpanId: z.string().optional(),
  spanIds: z.array(z.string()).optional(),
  errorsBelow: z.number().optional(),
  statusMessage: z.string().optional(),
  attributes: attributes.optional(),
  events: z.array(z.object({ attributes: attributes.optional() })).optional(),
});
/** A trace, a group or a span of an answer; which fields there are depends on the tool. */
export type FoundSpan = z.infer<typeof found>;
const toolResult = z.object({
  result: z.object({
    isError: z.boolean().optional(),
    content: z.tuple([z.object({ type: z.literal('text'), text: z.string() })]),
  }),
});
const answer = z.object({ untrusted: z.array(found) });

export function toolBox(
  tracer: Tracer,
  mcp: (request: Request) => Response | Promise<Response>,
  session: string | undefined,
): ToolBox {
  const url = new URL('http://localhost/mcp');
  if (session !== undefined) url.searchParams.set('session', session);
  const encoder = new TextEncoder();
  let calls = 0;
  let bytes = 0;

  const post = async (method: string, params: object): Promise<string> => {
    const response = await mcp(
      new Request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        body: JSON.stringify({ jsonrpc: '2.0', id: calls, method, params }),
      }),
    );
    return response.text();
  };

  return {
    async call(tool, args) {
      calls += 1;
      const span = tracer.startSpan(`execute_tool ${tool}`, {
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': tool,
          'gen_ai.tool.type': 'extension',
          'gen_ai.tool.call.arguments': JSON.stringify(args),
          'mcp.method.name': 'tools/call',
        },
      });
      try {
        const text = await contextApi.with(trace.setSpan(contextApi.active(), span), () =>
          post('tools/call', { name: tool, arguments: args }),
        );
        const size = encoder.encode(text).length;
        bytes += size;
        span.setAttributes(bldgAttributes({ 'bldg.agent.bytes': size }));
        const { result } = toolResult.parse(JSON.parse(text));
        if (result.isError !== true) return answer.parse(JSON.parse(result.content[0].text)).untrusted;
        span.setAttribute(ATTR_ERROR_TYPE, 'tool_error').setStatus({ code: SpanStatusCode.ERROR });
        return [];
      } catch (error) {
        span.setAttribute(ATTR_ERROR_TYPE, errorType(error)).setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
    used: () => ({ calls, bytes }),
  };
}
