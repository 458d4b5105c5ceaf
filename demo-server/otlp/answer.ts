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

/** Of one request, before and after decompression: what the specification recommends. */
export const MAX_OTLP_BYTES = 64 * 1024 * 1024;

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
  findings: Findings,
): Response {
  if (encoding === 'application/x-protobuf') return answer(200, encoding, exportedBody(findings));
  const { rejected, message } = findings;
  const partialSuccess = { [rejectedField]: String(rejected), errorMessage: message };
  return answer(200, encoding, JSON.stringify(isWhole(findings) ? {} : { partialSuccess }));
}

const isWhole = ({ rejected, message }: Findings): boolean => rejected === 0 && message === '';

/** `Export<Signal>ServiceResponse`: the same bytes for each signal. */
export function exportedBody(findings: Findings): Uint8Array {
  const { rejected, message } = findings;
  const pbf = new PbfWriter();
  if (!isWhole(findings))
    pbf.writeMessage(
      1,
      (_, partial) => {
        if (rejected > 0) partial.writeVarintField(1, rejected);
        partial.writeStringField(2, message);
      },
      undefined,
    );
  return pbf.finish();
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
