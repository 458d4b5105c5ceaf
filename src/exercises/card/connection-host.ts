/**
 * Runs go to the demo server that the whole page is connected to. One that sleeps is woken first; when it goes away in
 * the middle of a run, the next one that answers takes the run over.
 */
import { computed, signal } from '@preact/signals';
import type { ConnectionState } from '../../server-client/choose-server.ts';
import type { DemoServer } from '../../server-client/port.ts';
import type { CardPorts } from './card-ports.ts';
import type { OpenedHost, RunHost } from './run-host.ts';
import { createWarmFeed } from './warm-feed.ts';

const WAKING = 'Starting the demo server in your browser. The top of the page says how far it is.';
const WAKE_HINT = 'Press Run to try again, or start a demo server with npm start.';

export function createConnectionHost(ports: CardPorts): RunHost {
  const connection = signal(ports.connectionNow());
  const progress = signal<string | undefined>(undefined);
  const warmFeed = createWarmFeed(ports.session);
  let lostServer: DemoServer | undefined;
  let goOn: (() => void) | undefined;

  const blocked = computed(() => {
    if (connection.value.type === 'connecting') return 'Looking for the demo server ...';
    return connection.value.type === 'connected' ? undefined : connection.value.message;
  });

  async function open(): Promise<OpenedHost> {
    const server = serverOf(connection.value);
    if (!server) {
      const message = blocked.value ?? 'There is no demo server.';
      return { type: 'refused', notice: { message, hint: '' } };
    }
    if (!server.prepare) return { type: 'ready', server };
    progress.value = WAKING;
    const failure = await server.prepare().then(
      () => undefined,
      (error: Error) => error.message,
    );
    progress.value = undefined;
    if (failure !== undefined) return { type: 'refused', notice: { message: failure, hint: WAKE_HINT } };
    // Another one may have come up meanwhile.
    return { type: 'ready', server: serverOf(connection.value) ?? server };
  }

  function goOnElsewhere(): void {
    const server = serverOf(connection.value);
    if (!lostServer || !server || server === lostServer) return;
    lostServer = undefined;
    goOn?.();
  }

  return {
    mode: computed(() => serverOf(connection.value)?.mode ?? 'recorded'),
    blocked,
    progress,
    open,
    approach() {
      const server = serverOf(connection.value);
      if (server) warmFeed.hold(server);
    },
    lost(server) {
      lostServer = server;
      ports.doubtConnection();
      goOnElsewhere();
    },
    forget() {
      lostServer = undefined;
    },
    connect(onElsewhere) {
      goOn = onElsewhere;
      const stop = ports.subscribeConnection((state) => {
        connection.value = state;
        goOnElsewhere();
      });
      return () => {
        stop();
        lostServer = undefined;
        goOn = undefined;
        warmFeed.release();
      };
    },
  };
}

const serverOf = (connection: ConnectionState): DemoServer | undefined =>
  connection.type === 'connected' ? connection.server : undefined;
