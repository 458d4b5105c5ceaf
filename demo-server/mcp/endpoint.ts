/**
 * `POST /mcp`: the tools over the Model Context Protocol (streamable HTTP). The rim: the only file that knows the SDK.
 * No state is kept between requests: each gets a server of its own, answers in one JSON body, and is gone.
 *
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http
 */
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type Tool as ToolListing,
} from '@modelcontextprotocol/sdk/types.js';
import { Hono } from 'hono';
import { z } from 'zod';
import { errorAnswer, limitBody } from '../error-answer.ts';
import type { TraceStore } from '../store/trace-store.ts';
import { type Audience, viewerOf } from '../store/viewer.ts';
import { VERSION } from '../version.ts';
import { NOTICE } from './answer.ts';
import { type SeenTraces, TOOLS, type ToolOutcome } from './tools.ts';

export interface McpOptions {
  readonly audience: Audience;
  /** Puts what is on its way into the store. */
  readonly flush: () => void;
}

const INSTRUCTIONS = `Traces of running services, read only. Search, then map, then diagnose, then inspect a few spans. ${NOTICE}`;
const LISTING: readonly ToolListing[] = TOOLS.map(({ name, description, input }) => ({
  name,
  description,
  inputSchema: z.toJSONSchema(input, { io: 'input' }) as ToolListing['inputSchema'],
  annotations: { readOnlyHint: true, openWorldHint: false },
}));
/** No answer of a client is ever held against a schema here; the SDK's own would compile code for it at each request. */
const NO_SCHEMAS = {
  getValidator: () => () => ({ valid: false as const, data: undefined, errorMessage: 'not supported' }),
};

export function mcpRoutes(store: TraceStore, { audience, flush }: McpOptions): Hono {
  return new Hono()
    .post('/mcp', limitBody(), async (c) => {
      const { url } = c.req.raw;
      if (!isSameSite(c.req.header('origin'), url, audience))
        return errorAnswer(
          403,
          'foreign-origin',
          'Another site may not read traces through your browser.',
          'Ask from a program, or from a page of this server.',
        );
      flush();
      const viewer = viewerOf(audience, c.req.query('session'));
      return answerOnce(c.req.raw, { store, viewer });
    })
    .all('/mcp', () => {
      const answer = errorAnswer(
        405,
        'no-session',
        'This endpoint keeps no session and sends nothing by itself.',
        'POST one JSON-RPC message; see demo-server/README.md.',
      );
      answer.headers.set('allow', 'POST');
      return answer;
    });
}

async function answerOnce(request: Request, traces: SeenTraces): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  const server = mcpServer(traces);
  await server.connect(transport);
  try {
    return await transport.handleRequest(request);
  } finally {
    await server.close();
  }
}

function mcpServer(traces: SeenTraces): Server {
  const server = new Server(
    { name: 'smart-building-traces', version: VERSION },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS, jsonSchemaValidator: NO_SCHEMAS },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [...LISTING] }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const tool = TOOLS.find(({ name }) => name === params.name);
    if (tool === undefined)
      throw new McpError(
        ErrorCode.InvalidParams,
        `There is no such tool; there are ${TOOLS.map(({ name }) => name).join(', ')}.`,
      );
    return resultOf(tool.call(params.arguments, traces));
  });
  return server;
}

function resultOf(outcome: ToolOutcome): CallToolResult {
  if (outcome.type === 'refused')
    return { isError: true, content: [{ type: 'text', text: outcome.message }] };
  return { content: [{ type: 'text', text: JSON.stringify(outcome.answer) }] };
}

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Programs send no origin. A page does, and must be of this server. Where only this machine reaches the server, the
 * name must be a loopback one besides: a stranger's name may have been made to point here.
 */
function isSameSite(origin: string | undefined, url: string, audience: Audience): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin) || new URL(origin).host !== new URL(url).host) return false;
  return audience === 'own-session' || LOOPBACK.test(new URL(origin).hostname);
}
