/**
 * What the three signals share: attribute values, resources, scopes. Nesting is followed to MAX_DEPTH and cut there, as
 * the trace engine does; the sender is told.
 *
 * opentelemetry-proto 1.11.0: common/v1/common.proto, resource/v1/resource.proto.
 */
import { MAX_DEPTH } from '../../../src/trace/model/any-value.ts';
import { encodeBase64 } from '../../../src/trace/model/base64.ts';
import type {
  OtlpAnyValue,
  OtlpKeyValue,
  OtlpResource,
  OtlpScope,
} from '../../../src/trace/model/otlp-json.ts';
import { shown } from '../../../src/trace/model/problems.ts';
import type { ValueReader } from './value-reader.ts';
import { bool, bytes, type Draft, double, int64, readMessage, text } from './wire.ts';

/**
 * The message that begins here, read onto `before`: one that comes in pieces is one message, and of its alternatives the
 * last one counts. Lists of `before` grow in place, so that a thousand pieces are not copied a thousand times.
 */
export function readAnyValue(pbf: ValueReader, depth = 0, before: OtlpAnyValue = {}): OtlpAnyValue {
  let value = before;
  readMessage(pbf, (field) => {
    if (field === 1) value = { stringValue: text(pbf) };
    else if (field === 2) value = { boolValue: bool(pbf) };
    else if (field === 3) value = { intValue: int64(pbf) };
    else if (field === 4) value = { doubleValue: double(pbf) };
    else if ((field === 5 || field === 6) && depth === MAX_DEPTH) {
      value = {};
      pbf.cut();
    } else if (field === 5) {
      const values = grown(value.arrayValue?.values);
      value = { arrayValue: { values } };
      readMessage(pbf, (inner) => {
        if (inner === 1) values.push(readAnyValue(pbf, depth + 1));
      });
    } else if (field === 6) {
      const values = grown(value.kvlistValue?.values);
      value = { kvlistValue: { values } };
      readMessage(pbf, (inner) => {
        if (inner === 1) values.push(readKeyValue(pbf, depth + 1));
      });
    } else if (field === 7) value = { bytesValue: encodeBase64(bytes(pbf)) };
  });
  return value;
}

/** A list that was made here, to be read on into. */
export const grown = <T>(before: readonly T[] | undefined): T[] => (before ?? []) as T[];

/** Of a record, resource or scope. */
export const readAttribute = (pbf: ValueReader): OtlpKeyValue =>
  pbf.reading(
    () => readKeyValue(pbf, 0),
    ({ key }) => `attributes ${shown(key)}`,
  );

function readKeyValue(pbf: ValueReader, depth: number): OtlpKeyValue {
  const entry: Draft<OtlpKeyValue> = { key: '', value: {} };
  readMessage(pbf, (field) => {
    if (field === 1) entry.key = text(pbf);
    else if (field === 2) entry.value = readAnyValue(pbf, depth, entry.value);
  });
  return entry;
}

export function readResource(pbf: ValueReader, before?: OtlpResource): OtlpResource {
  const attributes = grown(before?.attributes);
  readMessage(pbf, (field) => {
    if (field === 1) attributes.push(readAttribute(pbf));
  });
  return { attributes };
}

export function readScope(pbf: ValueReader, before?: OtlpScope): OtlpScope {
  const attributes = grown(before?.attributes);
  const scope: Draft<OtlpScope> = { name: '', version: '', ...before, attributes };
  readMessage(pbf, (field) => {
    if (field === 1) scope.name = text(pbf);
    else if (field === 2) scope.version = text(pbf);
    else if (field === 3) attributes.push(readAttribute(pbf));
  });
  return scope;
}
