/** Findings as log events: so many are told, all are counted. */
import { createNoopLogger, ROOT_CONTEXT } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import type { Finding } from '../../../demo-server/live-check/finding.ts';
import { liveCheckTelemetry } from '../../../demo-server/live-check/live-check-telemetry.ts';

test('beyond the bound findings are counted, and told no more', async () => {
  const finding = (level: Finding['level']): Finding => ({
    id: 'missing_attribute',
    level,
    message: 'no',
    sampleType: 'span',
    context: {},
  });
  const told: unknown[] = [];
  const { counts, spanProcessor } = liveCheckTelemetry({
    check: {
      check: () => [finding('violation'), finding('improvement'), finding('information')],
      redacted: (text) => text,
    },
    logger: { ...createNoopLogger(), emit: ({ severityText }) => told.push(severityText) },
    context: ROOT_CONTEXT,
    maxFindings: 4,
  });
  const provider = new TracerProvider({ spanProcessors: [spanProcessor] });
  for (let n = 0; n < 3; n++) provider.getTracer('t').startSpan('s').end();
  expect(told).toEqual(['ERROR', 'WARN', 'INFO', 'ERROR']);
  expect(counts).toEqual({ violation: 3, improvement: 3, information: 3 });
  await provider.shutdown();
});
