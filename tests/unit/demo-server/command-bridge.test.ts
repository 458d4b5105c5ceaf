/** What a bridge leaves behind: nothing, even if it throws while it attaches. */
import { type Tracer, trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { attachBridge, type CommandChannel } from '../../../demo-server/building/parts/command-bridge.ts';
import { COMMAND_EVENT } from '../../../demo-server/telemetry/command-event.ts';
import { type EventPort, eventPort, portableChannels } from '../../../demo-server/telemetry/event-port.ts';

const tracer: Tracer = trace.getTracer('test');
const command = { hubId: 1, firmware: '3.0.0', command: 'lock', delayMs: 0 };
const send = (events: EventPort) => events.span(COMMAND_EVENT, command, async () => undefined);

test('hears the start and the stop of a command until it is detached', async () => {
  const events = eventPort(portableChannels(() => {}));
  const heard: string[] = [];
  const detach = attachBridge(
    (channel) => {
      channel.onStart(() => heard.push('start'));
      channel.onStop(() => heard.push('stop'));
    },
    events,
    tracer,
  );
  await send(events);
  detach();
  await send(events);
  expect(heard).toEqual(['start', 'stop']);
});

test('a bridge that throws half-way has attached nothing', async () => {
  const events = eventPort(portableChannels(() => {}));
  const heard: string[] = [];
  const mistaken = (channel: CommandChannel) => {
    channel.onStart(() => heard.push('start'));
    throw new TypeError('channel.onFailure is not a function');
  };
  expect(() => attachBridge(mistaken, events, tracer)).toThrow('onFailure');
  await send(events);
  expect(heard).toEqual([]);
});

test('what a handler attaches later is detached as well', async () => {
  const events = eventPort(portableChannels(() => {}));
  const heard: string[] = [];
  const detach = attachBridge(
    (channel) => channel.onStart(() => channel.onStop(() => heard.push('stop'))),
    events,
    tracer,
  );
  await send(events);
  detach();
  await send(events);
  expect(heard).toEqual(['stop']);
});
