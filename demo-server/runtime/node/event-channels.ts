/** Event channels on `node:diagnostics_channel`, where other tools of the process can listen too. */
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { EventChannels, EventMessage } from '../../telemetry/event-port.ts';

export function nodeEventChannels(reportFailure: (event: string, error: unknown) => void): EventChannels {
  return {
    subscribe(event, handler) {
      // Node would turn a throwing subscriber into an uncaught exception, which ends the process.
      const guarded = (message: unknown) => {
        try {
          handler(message as EventMessage);
        } catch (error) {
          reportFailure(event, error);
        }
      };
      subscribe(event, guarded);
      return () => {
        unsubscribe(event, guarded);
      };
    },
    publish(event, message) {
      channel(event).publish(message);
    },
  };
}
