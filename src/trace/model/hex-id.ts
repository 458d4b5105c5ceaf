/**
 * Trace and span ids: 16 and 8 bytes as hex of either case, kept in lower case. All zeros is no id (W3C Trace Context,
 * OpenTelemetry "SpanContext").
 */
export const TRACE_ID_DIGITS = 32;
export const SPAN_ID_DIGITS = 16;

/** The id in lower case, or undefined when it is not one. */
export function parseHexId(value: unknown, digits: number): string | undefined {
  if (typeof value !== 'string' || value.length !== digits) return undefined;
  let isZero = true;
  let hasUpperCase = false;
  for (let i = 0; i < digits; i++) {
    const code = value.charCodeAt(i);
    if (code >= 48 && code <= 57) isZero &&= code === 48;
    else if (code >= 97 && code <= 102) isZero = false;
    else if (code >= 65 && code <= 70) {
      isZero = false;
      hasUpperCase = true;
    } else return undefined;
  }
  if (isZero) return undefined;
  return hasUpperCase ? value.toLowerCase() : value;
}

/** Whether a parent id says "none": absent, empty, or all zeros. */
export function isNoId(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (typeof value === 'string' && /^0+$/.test(value))
  );
}
