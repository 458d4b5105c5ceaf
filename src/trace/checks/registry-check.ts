/**
 * What a live check of the registry found, read from its log events: Weaver sends the same ones with `--emit-otlp-logs`.
 * No finding means something only where something was looked at: hence the selection.
 *
 * https://github.com/open-telemetry/weaver/blob/main/crates/weaver_live_check/docs/finding.md
 */
import type { LogRecord, SpanIndex } from '../model/types.ts';
import { selectSpans } from './select-spans.ts';
import type { CheckResult, CheckRule, Evidence } from './types.ts';
import { counted, listed, shorten } from './words.ts';

type RegistryFindings = Extract<CheckRule, { readonly type: 'registryFindings' }>;

/** From the least to the worst. */
const LEVELS = ['information', 'improvement', 'violation'] as const;

export function evaluateRegistryFindings(
  { select, level, id }: RegistryFindings,
  { table }: Evidence,
): CheckResult {
  const looked = selectSpans(select, table);
  const expected = id === undefined ? `no finding of the level ${level}` : `no finding ${id}`;
  if (looked.length === 0) return { pass: false, spans: looked, expected, seen: `no span matches ${select}` };
  const asBad: readonly string[] = LEVELS.slice(LEVELS.indexOf(level));
  const findings = table.logs.filter(
    (log) =>
      log.eventName === 'weaver.live_check.finding' &&
      asBad.includes(textOf(log, 'weaver.finding.level')) &&
      (id === undefined || textOf(log, 'weaver.finding.id') === id),
  );
  if (findings.length === 0)
    return { pass: true, spans: looked, expected, seen: `none on ${counted(looked.length, 'span')}` };
  const spans = findings
    .map(({ traceId, spanId }) => table.findSpan(traceId, spanId))
    .filter((span): span is SpanIndex => span !== undefined);
  return {
    pass: false,
    spans: [...new Set(spans)],
    expected,
    seen: `${findings.length}: ${listed(messagesOf(findings))}`,
  };
}

/** Most frequent first. */
function messagesOf(findings: readonly LogRecord[]): readonly string[] {
  const times = new Map<string, number>();
  for (const { body } of findings) {
    const message = shorten(typeof body === 'string' ? body : 'a finding without a message').replace(
      /\.$/,
      '',
    );
    times.set(message, (times.get(message) ?? 0) + 1);
  }
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .map(([message, count]) => (count === 1 ? message : `${message} (×${count})`));
}

function textOf({ attributes }: LogRecord, key: string): string {
  const value = attributes.get(key);
  return typeof value === 'string' ? value : '';
}
