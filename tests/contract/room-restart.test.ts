/** The page's side of a room against the real server, which is stopped in the middle of a talk and started again. */
import { expect, test } from 'vitest';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { phoneModel } from '../../src/present/room/phone-model.ts';
import { presenterRoom } from '../../src/present/room/presenter-room.ts';
import { roomRequests, type Send } from '../../src/present/room/room-requests.ts';
import { watchRoom } from '../../src/present/room/watch-room.ts';

const TOKEN = 'the-same-before-and-after';

test('phones and the presenter find each other again after the server was started anew', async () => {
  let server: NodeServer = await start(0);
  const { url } = server;
  const send: Send = (path, init) => fetch(url + path, init);
  let code: string | undefined;
  const presenter = presenterRoom({
    token: TOKEN,
    requests: roomRequests(send, TOKEN),
    watch: (room, who, listener) => watchRoom(room, who, listener, send),
    code: {
      read: () => code,
      write: (next) => {
        code = next;
      },
    },
    tokenRefused: () => {},
  });
  await presenter.open();
  const opened = code ?? '';
  const phone = phoneModel(opened, 'talk-0', {
    requests: roomRequests(send),
    watch: (room, who, listener) => watchRoom(room, who, listener, send),
    ticket: { read: () => undefined, write: () => {} },
    nowMs: () => performance.now(),
    after: () => () => {},
  });
  const placed = (section: string) =>
    expect.poll(() => phone.state.value.view?.place?.section, { timeout: 20_000 }).toBe(section);
  presenter.say({ section: 'recap-1', step: 0, black: false });
  await placed('recap-1');

  await server.close();
  await expect.poll(() => phone.state.value.line).toBe('lost');
  expect(presenter.state.value.status).toBe('lost');
  server = await start(Number(new URL(url).port));
  await expect.poll(() => presenter.state.value.status, { timeout: 20_000 }).toBe('open');
  expect(presenter.state.value.view?.code).toBe(opened);
  presenter.say({ section: 'recap-2', step: 0, black: false });
  await placed('recap-2');
  await phone.tap('lock');
  expect(phone.state.value.tap).toMatchObject({ type: 'served', answer: { state: 'locked' } });

  phone.leave();
  presenter.leave();
  await server.close();
}, 60_000);

const start = (port: number): Promise<NodeServer> => startNodeServer({ port, presenterToken: TOKEN });
