/** Requests to every route of the building, in every way that changes what telemetry they leave. */
import type { RunRequest } from './demo-run.ts';

const post = (path: string, body: unknown = {}): RunRequest => ({ path, body });
const get = (path: string): RunRequest => ({ method: 'GET', path });
const leak = (delivery: object) => post('/devices/3/events', { kind: 'leak', delivery });

export const BUILDING_RUNS: Readonly<Record<string, readonly RunRequest[]>> = {
  'a heartbeat': [post('/devices/3/heartbeat')],
  'two requests in one run': [post('/devices/3/heartbeat'), post('/devices/6/heartbeat')],
  'a building, and devices of a unit': [get('/buildings/1'), get('/units/1/devices')],
  'units in a loop': [get('/buildings/1/units?strategy=loop')],
  'units by a join': [get('/buildings/1/units?strategy=join')],
  'a lockdown, one hub after the other': [post('/buildings/1/lockdown', { strategy: 'sequential' })],
  'a lockdown, all hubs at once': [post('/buildings/1/lockdown', { strategy: 'parallel' })],
  'a lockdown, two hubs at a time': [post('/buildings/1/lockdown', { strategy: 'two-at-a-time' })],
  'a lockdown without the slow hub': [post('/buildings/2/lockdown', { strategy: 'skip-slow' })],
  'a lockdown that nobody awaits': [post('/buildings/1/lockdown', { strategy: 'fire-and-forget' })],
  'an event, delivered twice': [leak({ copies: 2 })],
  'an event without context or idempotency': [leak({ copies: 2, context: 'none', idempotency: 'none' })],
  'an event whose second delivery is dropped': [leak({ copies: 2, idempotency: 'drop-second' })],
  'a command': [post('/devices/1/commands', { command: 'unlock' })],
  'a command that the device does not know': [post('/devices/2/commands', { command: 'lock' })],
  'what is malformed or not there': [
    post('/devices/x/heartbeat'),
    post('/devices/999/heartbeat'),
    get('/nothing'),
  ],
  'work orders': [get('/work-orders?status=open')],
};
