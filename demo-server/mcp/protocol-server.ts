/**
 * The tools over the Model Context Protocol (streamable HTTP). The rim: the only file that knows the protocol's SDK. No state is
 * kept between requests: each gets a server of its own, answers in one JSON body, and is gone.
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
import * as z from 'zod';
import { randomUuid } from '../random-uuid.ts';
import { VERSION } from '../version.ts';
import { NOTICE } from './answer.ts';
import { type SeenTraces, TOOLS, type ToolOutcome } from './tools.ts';

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

export async function answerOnce(request: Request, traces: SeenTraces): Promise<Response> {
  // The SDK names its streams by it, and a page that came over plain HTTP has none.
  if (crypto.randomUUID === undefined) Object.assign(crypto, { randomUUID: randomUuid });
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
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = TOOLS.find(({ name }) => name === params.name);
    if (tool === undefined)
      throw new McpError(
        ErrorCode.InvalidParams,
        `There is no such tool; there are ${TOOLS.map(({ name }) => name).join(', ')}.`,
      );
    return resultOf(await tool.call(params.arguments, traces));
  });
  return server;
}

function resultOf(outcome: ToolOutcome): CallToolResult {
  if (outcome.type === 'refused')
    return { isError: true, content: [{ type: 'text', text: outcome.message }] };
  return { content: [{ type: 'text', text: JSON.stringify(outcome.answer) }] };
}
