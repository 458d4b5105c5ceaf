/** Stands for what a worker is made of, where nothing is booted from it. */
import type { WorkerParts } from '../../demo-server/protocol.ts';

const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

export const noParts = (): WorkerParts => ({
  engine: new WebAssembly.Module(EMPTY_MODULE),
  engineData: new ArrayBuffer(0),
  database: new ArrayBuffer(0),
});
