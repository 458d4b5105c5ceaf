/**
 * Where received telemetry is handed on to, by the variables that every OpenTelemetry program obeys.
 *
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
import type { ForwarderOptions, SentHeaders } from '../../otlp/forwarder.ts';
import type { OtlpSignal } from '../../protocol.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined when no endpoint is named. */
export function forwardingFrom(env: Environment): Pick<ForwarderOptions, 'urls' | 'headers'> | undefined {
  const urls: Partial<Record<OtlpSignal, string>> = {};
  const headers: Partial<Record<OtlpSignal, SentHeaders>> = {};
  for (const signal of ['traces', 'metrics', 'logs'] as const) {
    const ofSignal = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}`;
    const own = env[`${ofSignal}_ENDPOINT`];
    const base = env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    // The address of one signal is used as it is; the common one gets the path of the signal.
    if (own) urls[signal] = own;
    else if (base) urls[signal] = `${base.replace(/\/+$/, '')}/v1/${signal}`;
    if (urls[signal] !== undefined)
      headers[signal] = headersFrom(env[`${ofSignal}_HEADERS`] || env['OTEL_EXPORTER_OTLP_HEADERS'] || '');
  }
  if (Object.keys(urls).length === 0) return undefined;
  return { urls, headers };
}

/** `key=value,key=value`, with the values percent-encoded. */
function headersFrom(text: string): SentHeaders {
  const headers: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    if (at > 0) headers[pair.slice(0, at).trim()] = decoded(pair.slice(at + 1).trim());
  }
  return headers;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
