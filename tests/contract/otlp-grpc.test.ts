/** OTLP/gRPC as any sender meets it, over a socket: what is answered, and with which status. */
import { credentials, makeClientConstructor, type ServiceError, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IngestAnswer } from '../../demo-server/protocol.ts';
import { serveGrpc } from '../../demo-server/runtime/node/grpc-receiver.ts';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';

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
async function send(url: string, bytes: Buffer): Promise<ServiceError | Buffer> {
  const Client = makeClientConstructor({}, 'any');
  const client = new Client(url.replace('http://', ''), credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
  });
  const same = (value: Buffer) => value;
  const answer = await new Promise<ServiceError | Buffer>((resolve) =>
    client.makeUnaryRequest(PATH, same, same, bytes, (error, value) =>
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

test('while the server starts, senders are asked to come again', async () => {
  const grpc = await serveGrpc(() => undefined, 0, '127.0.0.1');
  expect(await send(`127.0.0.1:${grpc.port}`, Buffer.of())).toMatchObject({ code: status.UNAVAILABLE });
  await grpc.close();
});

test('a port that another program holds is left to it', async () => {
  const port = Number(new URL(server.grpcUrl ?? '').port);
  const second = await startNodeServer({ port: 0, grpcPort: port, report: (error) => failures.push(error) });
  expect(second.grpcUrl).toBeUndefined();
  await second.close();
});
