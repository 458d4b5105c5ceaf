/** Messages of a page that comes and goes while the demo server in its worker is still starting. */
import { expect, test } from 'vitest';
import type { DemoApp } from '../../../demo-server/app.ts';
import { Sessions } from '../../../demo-server/feed/sessions.ts';
import type { WorkerMessage } from '../../../demo-server/protocol.ts';
import { servePage } from '../../../demo-server/runtime/worker/serve-page.ts';
import { FakeClock } from '../../support/fake-clock.ts';

test('who has left before the start is over is not watched for ever', async () => {
  const sessions = new Sessions(new FakeClock());
  let ready: (app: DemoApp) => void = () => expect.fail('it was not booted');
  const posted: WorkerMessage['type'][] = [];
  const receive = servePage(
    ({ type }) => posted.push(type),
    () =>
      new Promise<DemoApp>((resolve) => {
        ready = resolve;
      }),
  );
  const bytes = new ArrayBuffer(0);
  const engine = new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  receive({ type: 'boot', parts: { engine, engineData: bytes, database: bytes } });
  receive({ type: 'watch', session: 'session-left' });
  receive({ type: 'watch', session: 'session-back' });
  receive({ type: 'unwatch', session: 'session-left' });
  receive({ type: 'unwatch', session: 'session-back' });
  receive({ type: 'watch', session: 'session-back' });
  ready({ sessions } as DemoApp);
  await expect.poll(() => posted).toEqual(['starting', 'ready', 'watching']);
  expect(sessions.subscriberCount).toBe(1);
  receive({ type: 'unwatch', session: 'session-back' });
  expect(sessions.subscriberCount).toBe(0);
});
