/** The module `#building` of learners' programs. `tsconfig.json` maps its name to this file. */
export { accessCodes, buildings, devices, hubs, processedMessages, units, workOrders } from '../schema.ts';
export type { Command, CommandBridge, CommandChannel } from './command-bridge.ts';
export type { CommandTelemetry, DeviceCommand, DeviceCommands, SpanProcessor } from './device-commands.ts';
export type { AccessRequest, Desk, DoorDesk } from './door-desk.ts';
export type { Commands, DoorCommand, FanOut, Sending } from './fan-out.ts';
export type { BuildingEvents, FourGraphs, Instruments } from './four-graphs.ts';
export type { LeakDelivery, LeakQueue, MessageHeaders, Queue } from './leak-queue.ts';
export type { JobProcess, MeterJob } from './meter-job.ts';
export {
  type NightRound,
  type Pump,
  type Round,
  RoundError,
  type RoundErrorCode,
  type RoundHub,
} from './night-round.ts';
export type { Connection, OpenPage, Page, PageUpdate } from './open-page.ts';
export type { Suite, SuiteEvents, SuiteRunner, SuiteTest } from './suite-runner.ts';
export {
  type BuildingClient,
  type Events,
  type Fixtures,
  type Trace,
  test,
  type WorkOrder,
} from './test-file.ts';
export {
  type Device,
  deviceColumns,
  type Unit,
  type UnitsRequest,
  type UnitsRoute,
  type UnitWithDevices,
  unitColumns,
} from './units-route.ts';
export type { Leak, ValveControl } from './valve-control.ts';
