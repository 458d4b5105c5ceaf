/** A recorded server of one recording, made of what a recorder heard. */
import { systemClock } from '../../src/exercises/run/clock.ts';
import type { DemoServer } from '../../src/server-client/port.ts';
import { type RecordingsPorts, recordedServer } from '../../src/server-client/recorded.ts';
import type { RecordedTraffic } from '../../src/server-client/recorder.ts';
import type { Recording, RecordingEntry } from '../../src/server-client/recording.ts';

export function replaying(
  of: string,
  traffic: RecordedTraffic,
  clock: RecordingsPorts['clock'] = systemClock,
): DemoServer {
  const recording = recordingOf(of, traffic);
  return recordedServer({
    index: async () => ({ recordings: [entryOf(recording)] }),
    load: async () => recording,
    clock,
  });
}

export function recordingOf(of: string, traffic: RecordedTraffic): Recording {
  return {
    format: 1,
    of,
    recordedAt: '2026-11-22T12:00:00Z',
    version: '0.1.0',
    ...traffic,
    root: {},
    durationMs: 0,
  };
}

export function entryOf({ of, exchanges }: Recording): RecordingEntry {
  const keys = (traced: boolean) =>
    exchanges.filter((exchange) => exchange.traced === traced).map(({ key }) => key);
  return { of, file: of, traced: keys(true), untraced: keys(false) };
}
