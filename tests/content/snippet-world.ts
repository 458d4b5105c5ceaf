/** What the TypeScript snippets may use without declaring it. Text, so that it stays out of our own types. */
export const SNIPPET_WORLD = `
import type { Logger, Span, Tracer } from '@opentelemetry/api';
import type { expect as Expect, test as Test } from 'vitest';
import type { InMemorySpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { TraceMatchers } from './trace/testing/trace-matchers.ts';
declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends TraceMatchers<R> {}
}
declare global {
  /** Of the test set-up that a guide writes. */
  const exporter: InMemorySpanExporter;
  interface Device { readonly id: string }
  interface Unit { readonly id: string; devices: readonly Device[] }
  interface Hub { readonly id: string }
  const id: string;
  const buildingId: string;
  const tracer: Tracer;
  const span: Span;
  const logger: Logger;
  const expect: typeof Expect;
  const test: typeof Test;
  const leak: RequestInit;
  const created: Promise<unknown>;
  function nextEvent(name: string): Promise<unknown>;
  function sleep(ms: number): Promise<void>;
  function send(deviceId: string, command: string): Promise<Response>;
  const db: {
    units(buildingId: string): Promise<Unit[]>;
    devicesOf(unitId: string): Promise<Device[]>;
    devicesOfAll(unitIds: readonly string[]): Promise<ReadonlyMap<string, Device[]>>;
    workOrdersOf(deviceId: string): Promise<readonly unknown[]>;
  };
  const hubs: readonly Hub[];
  const statuses: string[];
  const gateway: { status(hub: Hub): Promise<string> };
  const app: { request(path: string, init: RequestInit): Promise<Response> };
  const message: unknown;
  interface Parcel { readonly message: unknown; readonly carrier: Record<string, string> }
  const queue: { push(parcel: Parcel): void; next(): Promise<Parcel> };
  function handle(message: unknown): void;
  function reportLeak(provider: TracerProvider, deviceId: string): Promise<void>;
}
`;
