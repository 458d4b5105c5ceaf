/**
 * Answers in the encoding of the request: `Export<Signal>ServiceResponse`, or a `google.rpc.Status` when nothing was
 * taken. Both are small: what they say of a request is bounded by `Findings`.
 *
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 */
import { PbfWriter } from 'pbf';
import type { Findings } from './findings.ts';
import type { Undecodable } from './undecodable.ts';

export type Encoding = 'application/x-protobuf' | 'application/json';

/** gRPC codes. */
export const INVALID_ARGUMENT = 3;
export const RESOURCE_EXHAUSTED = 8;
export const UNIMPLEMENTED = 12;
export const UNAVAILABLE = 14;

const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest';

/** Undefined when it is none that OTLP knows. */
export function encodingOf(contentType: string | null): Encoding | undefined {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/x-protobuf' || type === 'application/json' ? type : undefined;
}

/** `rejectedField` is how JSON names the count; in protobuf it is field 1 for each signal. */
export function exported(
  encoding: Encoding,
  rejectedField: 'rejectedSpans' | 'rejectedDataPoints' | 'rejectedLogRecords',
  { rejected, message }: Findings,
): Response {
  const isWhole = rejected === 0 && message === '';
  if (encoding === 'application/json') {
    const partialSuccess = { [rejectedField]: String(rejected), errorMessage: message };
    return answer(200, encoding, JSON.stringify(isWhole ? {} : { partialSuccess }));
  }
  const pbf = new PbfWriter();
  if (!isWhole)
    pbf.writeMessage(
      1,
      (_, partial) => {
        if (rejected > 0) partial.writeVarintField(1, rejected);
        partial.writeStringField(2, message);
      },
      undefined,
    );
  return answer(200, encoding, pbf.finish());
}

export function refused(
  httpStatus: number,
  encoding: Encoding,
  code: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  violation?: Undecodable,
): Response {
  if (encoding === 'application/json') {
    const details = violation && [
      { '@type': BAD_REQUEST, fieldViolations: [{ field: violation.field, description: violation.message }] },
    ];
    return answer(httpStatus, encoding, JSON.stringify({ code, message, details }), headers);
  }
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, code);
  pbf.writeStringField(2, message);
  if (violation !== undefined)
    pbf.writeMessage(
      3,
      (_, any) => {
        any.writeStringField(1, BAD_REQUEST);
        any.writeMessage(2, writeBadRequest, violation);
      },
      undefined,
    );
  return answer(httpStatus, encoding, pbf.finish(), headers);
}

function writeBadRequest({ field, message }: Undecodable, badRequest: PbfWriter): void {
  badRequest.writeMessage(
    1,
    (_, violation) => {
      violation.writeStringField(1, field);
      violation.writeStringField(2, message);
    },
    undefined,
  );
}

function answer(
  status: number,
  encoding: Encoding,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const sent = typeof body === 'string' ? body : new Uint8Array(body);
  return new Response(sent, { status, headers: { ...headers, 'content-type': encoding } });
}
