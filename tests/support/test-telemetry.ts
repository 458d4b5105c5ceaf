/** A service's telemetry wired to sessions, without an app around it. */
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Sessions } from '../../demo-server/feed/sessions.ts';
import { liveLogProcessor, liveSpanProcessor } from '../../demo-server/telemetry/feed-processors.ts';
import { withRun } from '../../demo-server/telemetry/run-baggage.ts';
import { createServiceTelemetry } from '../../demo-server/telemetry/service-telemetry.ts';

export function telemetryInto(sessions: Sessions) {
  return createServiceTelemetry('test-service', {
    spanProcessors: [liveSpanProcessor(sessions)],
    logProcessors: [liveLogProcessor(sessions)],
    metricReaders: () => [],
    runMeters: sessions.runMeters,
  });
}

export const inRun = (sessionId: string, runId = 'run-1') => withRun(ROOT_CONTEXT, { sessionId, runId });
