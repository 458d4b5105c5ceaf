/** Sends the requests of a run, one after the other, each a child of the browser's span. */
import type { ErrorBody } from '../../../demo-server/protocol.ts';
import type { DemoServer } from '../../server-client/port.ts';
import type { ResponseRecord } from '../../trace/checks/types.ts';
import type { InputSet, RunRequest } from '../definition/exercise.ts';
import { substituteBody, substituteText } from '../definition/substitute.ts';

export type Sent =
  | { readonly type: 'answered'; readonly responses: readonly ResponseRecord[] }
  /** The server said no; what it said why and what to do. */
  | { readonly type: 'refused'; readonly message: string; readonly hint: string };

export interface SendOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Called before each request leaves. */
  readonly onSend?: () => void;
  /** Called with each answer as it comes: whoever stops waiting has those that came. */
  readonly onAnswer?: (response: ResponseRecord) => void;
}

/** Rejects only when the server cannot be reached or the signal fires. */
export async function sendRequests(
  requests: readonly RunRequest[],
  inputs: InputSet,
  send: DemoServer['request'],
  { headers, signal, onSend, onAnswer }: SendOptions,
): Promise<Sent> {
  const responses: ResponseRecord[] = [];
  for (const { method, path, body } of requests) {
    onSend?.();
    const response = await send(substituteText(path, inputs), {
      method,
      signal,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(substituteBody(body, inputs)) }),
    });
    const record = { status: response.status, body: await bodyOf(response) };
    if (!response.ok) return refusal(`${method} ${path}`, record);
    responses.push(record);
    onAnswer?.(record);
  }
  return { type: 'answered', responses };
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function refusal(request: string, { status, body }: ResponseRecord): Sent {
  const error = (body as Partial<ErrorBody> | null)?.error;
  return {
    type: 'refused',
    message: `${request} was answered with ${status}${error?.message ? `: ${error.message}` : ''}.`.replace(
      '..',
      '.',
    ),
    hint: error?.hint ?? 'Run again; if it stays, look at the output of the demo server.',
  };
}
