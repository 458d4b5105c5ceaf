/** What a page learns from its question, whoever is there to answer it. */
import { expect, test } from 'vitest';
import { GET as filesAnswer } from '../../../src/pages/api/health.ts';
import { connect } from '../../../src/server-client/connect.ts';
import type { DemoServer } from '../../../src/server-client/port.ts';

const answering = (answer: () => Promise<Response>): DemoServer => ({
  mode: 'live',
  request: answer,
  feed: () => Promise.reject(new Error('not asked')),
});
const json = (body: object, status = 200) => answering(async () => Response.json(body, { status }));

test('a server that is well is connected to; one that is not ready is waited for', async () => {
  const well = json({ status: 'ok' });
  expect(await connect(well)).toEqual({ type: 'connected', server: well });
  const apart = json({ status: 'ok', exchange: { kind: 'redis', state: 'interrupted' } });
  expect(await connect(apart)).toEqual({ type: 'connected', server: apart, isInterrupted: true });
  expect(await connect(json({ status: 'starting', reason: 'The database boots.' }, 503))).toMatchObject({
    type: 'waiting',
    message: expect.stringContaining('The database boots.'),
  });
});

test('the file of a host of files says that nobody will come', async () => {
  const host = answering(async () => filesAnswer({} as Parameters<typeof filesAnswer>[0]));
  expect(await connect(host)).toMatchObject({ type: 'unreachable', forGood: true });
});

test('another program that speaks JSON there is nobody to wait for', async () => {
  const gone = { type: 'unreachable', forGood: true };
  expect(await connect(json({ error: 'not found' }, 404))).toMatchObject(gone);
  expect(await connect(json({ status: 'UP' }))).toMatchObject(gone);
});

test('so does a page in the place of an answer; silence does not', async () => {
  const page = answering(async () => new Response('<!doctype html>', { status: 404 }));
  expect(await connect(page)).toMatchObject({ type: 'unreachable', forGood: true });
  const silent = answering(() => Promise.reject(new TypeError('Failed to fetch')));
  expect(await connect(silent)).toMatchObject({ type: 'unreachable', forGood: false });
});
