/** A card and servers that sleep, fail to wake, or go away in the middle of a run. */
import { expect, test } from 'vitest';
import { createCardModel } from '../../../src/exercises/card/card-model.ts';
import type { ConnectionState } from '../../../src/server-client/choose-server.ts';
import type { DemoServer } from '../../../src/server-client/port.ts';
import { AN_EXERCISE } from './an-exercise.ts';
import { fakeCardPorts } from './fake-card-ports.ts';
import { fakeDemoServer, turns } from './fake-demo-server.ts';

function cardOn(first: DemoServer) {
  let tell: (state: ConnectionState) => void = () => {};
  let doubts = 0;
  const ports = fakeCardPorts({
    subscribeConnection(listener) {
      tell = listener;
      listener({ type: 'connected', server: first });
      return () => {};
    },
    doubtConnection: () => {
      doubts += 1;
    },
  });
  const model = createCardModel(AN_EXERCISE, ports);
  model.connect();
  model.setInput('guess', 1);
  return {
    model,
    connectTo: (server: DemoServer) => tell({ type: 'connected', server }),
    doubts: () => doubts,
  };
}

function sleepingServer() {
  const fake = fakeDemoServer();
  let wake = () => {};
  let fail: (reason: Error) => void = () => {};
  const server: DemoServer = {
    ...fake.server,
    mode: 'in-browser',
    prepare: () =>
      new Promise((resolve, reject) => {
        wake = resolve;
        fail = reject;
      }),
  };
  return { ...fake, server, wake: () => wake(), fail: (reason: string) => fail(new Error(reason)) };
}

test('a sleeping server is woken first, and is no part of the run', async () => {
  const sleeping = sleepingServer();
  const { model } = cardOn(sleeping.server);
  const pressed = model.pressRun();
  await turns();
  expect(model.state.value).toBe('running');
  expect(model.waking.value).toContain('Starting the demo server');
  expect(model.run.value).toBeUndefined();
  sleeping.wake();
  await turns();
  expect(model.waking.value).toBeUndefined();
  const [request] = sleeping.requests;
  request?.answer({ total: 1 });
  await turns();
  sleeping.settle(request?.runId ?? '');
  await pressed;
  expect(model.run.value?.finished).toBeDefined();
});

test('a server that cannot wake is said so, and Run is open again', async () => {
  const sleeping = sleepingServer();
  const { model } = cardOn(sleeping.server);
  const pressed = model.pressRun();
  await turns();
  sleeping.fail('no space');
  await pressed;
  expect(model.state.value).toBe('untried');
  expect(model.notice.value?.message).toBe('no space');
  expect(model.blocked.value).toBeUndefined();
});

test('a reset while it wakes means that no run follows', async () => {
  const sleeping = sleepingServer();
  const { model } = cardOn(sleeping.server);
  const pressed = model.pressRun();
  await turns();
  model.reset();
  sleeping.wake();
  await pressed;
  expect(model.run.value).toBeUndefined();
  expect(model.state.value).toBe('untried');
});

test('a run that lost its server is finished where another one answers, and says so', async () => {
  const live = fakeDemoServer();
  const other = sleepingServer();
  const { model, connectTo, doubts } = cardOn(live.server);
  const pressed = model.pressRun();
  await turns();
  live.requests[0]?.fail();
  await pressed;
  expect(doubts()).toBe(1);
  expect(model.notice.value?.message).toContain('went away');

  connectTo(other.server);
  await turns();
  other.wake();
  await turns();
  const [request] = other.requests;
  request?.answer({ total: 1 });
  await turns();
  other.settle(request?.runId ?? '');
  await turns();
  expect(model.run.value?.finished).toBeDefined();
  expect(model.serverMode.value).toBe('in-browser');
  expect(model.notice.value?.message).toContain('in your browser');
});
