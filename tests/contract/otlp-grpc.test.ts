/** OTLP/gRPC as any sender meets it, over a socket: what is answered, and with which status. */
import { createServer } from 'node:http';
import { type ClientHttp2Session, connect } from 'node:http2';
import { credentials, makeClientConstructor, type ServiceError, status } from '@grpc/grpc-js';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Findings } from '../../demo-server/otlp/findings.ts';
import type { Receiver } from '../../demo-server/otlp/receiver.ts';
import type { IngestAnswer } from '../../demo-server/protocol.ts';
import { serveGrpc } from '../../demo-server/runtime/node/grpc-receiver.ts';
import { type Listening, listen } from '../../demo-server/runtime/node/listen.ts';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { oddSpans } from '../support/odd-spans.ts';
import { writeTraces } from '../support/otlp-protobuf-writer.ts';

let server: NodeServer;
const failures: unknown[] = [];
beforeAll(async () => {
  server = await startNodeServer({ port: 0, grpcPort: 0, report: (error) => failures.push(error) });
});
afterAll(async () => {
  await server.close();
  expect(failures).toEqual([]);
});

const ask = async (path: string) => (await fetch(`${server.url}/api/${path}`)).json();

const PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/** A sender that sends whatever it likes; resolves to the error, or to the bytes of the answer. */
async function send(url: string, bytes: Uint8Array, options: object = {}): Promise<ServiceError | Buffer> {
  const Client = makeClientConstructor({}, 'any');
  const client = new Client(url.replace('http://', ''), credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
    ...options,
  });
  const same = (value: Buffer) => value;
  const answer = await new Promise<ServiceError | Buffer>((resolve) =>
    client.makeUnaryRequest(PATH, same, same, Buffer.from(bytes), (error, value) =>
      resolve(error ?? value ?? Buffer.of()),
    ),
  );
  client.close();
  return answer;
}

test('what is no request is refused as INVALID_ARGUMENT, with words', async () => {
  expect(await send(server.grpcUrl ?? '', Buffer.from([0x0a, 0xff, 0xff]))).toMatchObject({
    code: status.INVALID_ARGUMENT,
    details: expect.stringContaining('protobuf'),
  });
  const { requests }: IngestAnswer = await ask('ingest');
  expect(requests[0]).toMatchObject({ transport: 'grpc', status: 3, outcome: 'refused' });
});

test('an empty request is fine, and its answer is empty', async () => {
  expect(await send(server.grpcUrl ?? '', Buffer.of())).toHaveLength(0);
});

test('more than 64 MiB is refused as RESOURCE_EXHAUSTED', async () => {
  const answer = await send(server.grpcUrl ?? '', Buffer.alloc(64 * 1024 * 1024 + 1));
  expect(answer).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
});

test('a bomb is refused like what it holds', async () => {
  const gzip = { 'grpc.default_compression_algorithm': 2 };
  const bomb = Buffer.alloc(64 * 1024 * 1024 + 1);
  const answer = await send(server.grpcUrl ?? '', bomb, gzip);
  expect(answer).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
});

const spanOf = (over: object) => ({
  traceId: '5b8aa5a2d2c872e8321cf37308d69df2',
  spanId: '051581bf3cb55c13',
  name: 'by gRPC',
  startTimeUnixNano: '1790000000000000000',
  endTimeUnixNano: '1790000000025000000',
  ...over,
});
const bytesOf = (...spans: readonly object[]) =>
  writeTraces({ resourceSpans: [{ scopeSpans: [{ spans: spans.map(spanOf) }] }] });

test('what is refused in part is OK, with the count and the reasons', async () => {
  const answer = await send(server.grpcUrl ?? '', bytesOf({ traceId: 'abcd' }, {}, { spanId: '' }));
  const response = new PbfReader(answer as Buffer);
  expect(response.nextField()).toBe(1);
  const partial = new PbfReader(response.readBytes());
  expect([partial.nextField(), partial.readVarint()]).toEqual([1, 2]);
  expect(partial.nextField()).toBe(2);
  expect(partial.readString()).toMatch(/traceId "abcd".*no spanId/);
  const { requests }: IngestAnswer = await ask('ingest');
  expect(requests[0]).toMatchObject({ transport: 'grpc', status: 0, accepted: 1, rejected: 2 });
});

test('a span that comes by both ways is kept once', async () => {
  const sent = { traceId: '5b8aa5a2d2c872e8321cf37308d69df3' };
  expect(await send(server.grpcUrl ?? '', bytesOf(sent))).toHaveLength(0);
  const answer = await fetch(`${server.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: new Uint8Array(bytesOf(sent)),
  });
  expect(answer.status).toBe(200);
  const { resourceSpans } = await ask(`traces/${sent.traceId}`);
  expect(JSON.stringify(resourceSpans).match(/by gRPC/g)).toHaveLength(1);
});

test('odd shapes are kept, each of them', async () => {
  const traceId = '5b8aa5a2d2c872e8321cf37308d69dfa';
  const odd = oddSpans(traceId);
  const bytes = writeTraces({ resourceSpans: [{ scopeSpans: [{ spans: odd }] }] });
  expect(await send(server.grpcUrl ?? '', bytes)).toHaveLength(0);
  const { resourceSpans } = await ask(`traces/${traceId}`);
  for (const { spanId } of odd) expect(JSON.stringify(resourceSpans)).toContain(`"spanId":"${spanId}"`);
});

describe('what all calls hold together is bounded', () => {
  const MAX_BYTES = 10_000;
  const refused: string[] = [];
  let grpc: Listening;
  beforeAll(async () => {
    const empty = { receive: async () => new Findings() };
    const receiver: Receiver = {
      ...empty,
      refused: (_, code, message) => refused.push(`${code} ${message}`),
    };
    grpc = await serveGrpc(() => receiver, 0, '127.0.0.1', failures.push.bind(failures), MAX_BYTES);
  });
  afterAll(() => grpc.close());

  /** A message that is announced and not sent to its end. */
  function halfSent(url: string, bytes: number): ClientHttp2Session {
    const session = connect(url);
    session.on('error', () => {});
    const stream = session.request({
      ':method': 'POST',
      ':path': PATH,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.on('error', () => {});
    const head = Buffer.alloc(5);
    head.writeUInt32BE(2 * bytes, 1);
    stream.write(Buffer.concat([head, Buffer.alloc(bytes)]));
    return session;
  }

  test('over all connections, also by what is not whole yet; and room is given back', async () => {
    const url = `http://127.0.0.1:${grpc.port}`;
    const body = bytesOf({ name: 'n'.repeat(3_000) });
    expect(await send(url, body)).toHaveLength(0);
    const slow = halfSent(url, 8_000);
    const isFull = () => send(url, body).then((answer) => 'code' in answer);
    await expect.poll(isFull, { timeout: 20_000 }).toBe(true);

    const answer = (await send(url, body)) as ServiceError;
    expect(answer).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      details: expect.stringContaining('again in a moment'),
    });
    const [details] = answer.metadata.get('grpc-status-details-bin');
    expect(String(details)).toContain('google.rpc.RetryInfo');
    expect(refused.at(-1)).toMatch(/^8 More is arriving/);

    slow.destroy();
    await expect.poll(isFull, { timeout: 20_000 }).toBe(false);
  });

  test('what is compressed is charged by what it may become', async () => {
    const gzip = { 'grpc.default_compression_algorithm': 2 };
    const url = `http://127.0.0.1:${grpc.port}`;
    expect(await send(url, Buffer.alloc(MAX_BYTES), gzip)).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  });
});

test('a failure of the server itself is INTERNAL for the sender, and is reported here', async () => {
  const reported: unknown[] = [];
  const broken: Receiver = {
    receive() {
      throw new TypeError('a secret of the house');
    },
    refused: () => {},
  };
  const grpc = await serveGrpc(
    () => broken,
    0,
    '127.0.0.1',
    (error) => reported.push(error),
  );
  const answer = await send(`127.0.0.1:${grpc.port}`, Buffer.of());
  expect(answer).toMatchObject({ code: status.INTERNAL, details: 'The request could not be taken.' });
  expect(reported).toEqual([new TypeError('a secret of the house')]);
  await grpc.close();
});

test('while the server starts, senders are asked to come again', async () => {
  const grpc = await serveGrpc(
    () => undefined,
    0,
    '127.0.0.1',
    (error) => failures.push(error),
  );
  expect(await send(`127.0.0.1:${grpc.port}`, Buffer.of())).toMatchObject({ code: status.UNAVAILABLE });
  await grpc.close();
});

test('a port that there is not ends the start, and nothing goes on listening', async () => {
  const free = await listen(createServer(), 0, '127.0.0.1');
  await free.close();
  const { port } = free;
  const started = startNodeServer({ port, grpcPort: 70_000, report: (error) => failures.push(error) });
  await expect(started).rejects.toThrow();
  await expect(fetch(`http://127.0.0.1:${port}/api/health`)).rejects.toThrow();
});

test('a port that another program holds is left to it', async () => {
  const port = Number(new URL(server.grpcUrl ?? '').port);
  const second = await startNodeServer({ port: 0, grpcPort: port, report: (error) => failures.push(error) });
  expect(second.grpcUrl).toBeUndefined();
  await second.close();
});
