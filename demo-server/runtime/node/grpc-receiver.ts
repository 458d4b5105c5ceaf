/**
 * OTLP/gRPC, for SDKs that use it when nothing else is set: the three `Export` methods, whose messages go as bytes to
 * the same decoders as those of OTLP/HTTP. No generated stubs: what is sent and answered is a protobuf message, and
 * gRPC does not care which.
 *
 * https://opentelemetry.io/docs/specs/otlp/#otlpgrpc
 */
import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { exportedBody, MAX_OTLP_BYTES } from '../../otlp/answer.ts';
import type { Delivery, Receiver } from '../../otlp/receiver.ts';
import { Budget } from '../../otlp/request-body.ts';
import { Undecodable } from '../../otlp/undecodable.ts';
import type { OtlpSignal } from '../../protocol.ts';
import { NotKept, TooLargeToKeep } from '../../store/not-kept.ts';
import { budgetedCalls } from './grpc-budget.ts';
import type { Listening } from './listen.ts';

const SERVICES: Readonly<Record<OtlpSignal, string>> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
};
const STARTING = 'The server is starting.';
/** Of all calls together, on however many connections: requests that are compressed reserve more than they hold. */
const MAX_BYTES_IN_FLIGHT = 4 * MAX_OTLP_BYTES;

/** Undefined `receiver` is a server that is not ready: senders are asked to come again, which they do by themselves. */
export async function serveGrpc(
  receiver: () => Receiver | undefined,
  port: number,
  host: string,
  report: (error: unknown) => void,
  maxBytesInFlight: number = MAX_BYTES_IN_FLIGHT,
): Promise<Listening> {
  const budget = new Budget(maxBytesInFlight);
  const server = new Server({
    'grpc.max_receive_message_length': MAX_OTLP_BYTES,
    'grpc.max_concurrent_streams': 100,
    interceptors: [
      budgetedCalls(budget, MAX_OTLP_BYTES, (path, sender, code, message) =>
        receiver()?.refused(deliveryOf(signalOf(path), sender), code, message),
      ),
    ],
  });
  for (const signal of ['traces', 'metrics', 'logs'] as const)
    server.addService(definitionOf(SERVICES[signal]), {
      export: (call: ServerUnaryCall<Buffer, Uint8Array>, answer: sendUnaryData<Uint8Array>) =>
        void take(receiver(), signal, call, answer, report),
    });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, actual) =>
      error === null ? resolve(actual) : reject(error),
    );
  });
  return {
    port: bound,
    leave: (patienceMs) =>
      new Promise((left) => {
        const patience = setTimeout(left, patienceMs);
        server.tryShutdown(() => {
          clearTimeout(patience);
          left();
        });
      }),
    close: () =>
      new Promise((closed) => {
        // What is being received is answered; connections that stay open are cut after it.
        server.tryShutdown(() => closed());
        server.forceShutdown();
      }),
  };
}

async function take(
  receiver: Receiver | undefined,
  signal: OtlpSignal,
  call: ServerUnaryCall<Buffer, Uint8Array>,
  answer: sendUnaryData<Uint8Array>,
  report: (error: unknown) => void,
): Promise<void> {
  if (receiver === undefined) {
    answer({ code: status.UNAVAILABLE, details: STARTING });
    return;
  }
  const delivery = deliveryOf(signal, String(call.metadata.get('user-agent')[0] ?? ''));
  try {
    answer(null, exportedBody(await receiver.receive('application/x-protobuf', call.request, delivery)));
  } catch (error) {
    const isTold = error instanceof Undecodable || error instanceof NotKept;
    if (!isTold) report(error);
    const details = isTold ? error.message : 'The request could not be taken.';
    const code = codeOf(error);
    receiver.refused(delivery, code, details);
    answer({ code, details });
  }
}

const signalOf = (path: string): OtlpSignal =>
  (Object.keys(SERVICES) as OtlpSignal[]).find((signal) => path.startsWith(`/${SERVICES[signal]}/`)) ??
  'traces';

const deliveryOf = (signal: OtlpSignal, sender: string): Delivery => ({
  signal,
  transport: 'grpc',
  contentType: 'application/grpc',
  // grpc-js inflates by itself, and does not tell.
  compression: '',
  wireBytes: undefined,
  isForwarded: false,
  sender,
});

function codeOf(error: unknown): status {
  if (error instanceof Undecodable) return status.INVALID_ARGUMENT;
  // Without `RetryInfo` it is not to be sent again as it is.
  if (error instanceof TooLargeToKeep) return status.RESOURCE_EXHAUSTED;
  return error instanceof NotKept ? status.UNAVAILABLE : status.INTERNAL;
}

function definitionOf(service: string): ServiceDefinition {
  return {
    export: {
      path: `/${service}/Export`,
      originalName: 'Export',
      requestStream: false,
      responseStream: false,
      requestSerialize: asBuffer,
      requestDeserialize: (bytes: Buffer) => bytes,
      responseSerialize: asBuffer,
      responseDeserialize: (bytes: Buffer) => bytes,
    },
  };
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
