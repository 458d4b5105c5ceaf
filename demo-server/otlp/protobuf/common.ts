/**
 * What the three signals share: attribute values, resources, scopes. Nesting is followed to MAX_DEPTH and cut there, as
 * the trace engine does.
 *
 * opentelemetry-proto 1.11.0: common/v1/common.proto, resource/v1/resource.proto.
 */
import type { PbfReader } from 'pbf';
import { MAX_DEPTH } from '../../../src/trace/model/any-value.ts';
import { encodeBase64 } from '../../../src/trace/model/base64.ts';
import type {
  OtlpAnyValue,
  OtlpKeyValue,
  OtlpResource,
  OtlpScope,
} from '../../../src/trace/model/otlp-json.ts';
import { bytes, type Draft, double, int64, readMessage, text, uint } from './wire.ts';

export function readAnyValue(pbf: PbfReader, depth = 0): OtlpAnyValue {
  let value: OtlpAnyValue = {};
  readMessage(pbf, (field) => {
    if (field === 1) value = { stringValue: text(pbf) };
    else if (field === 2) value = { boolValue: uint(pbf) !== 0 };
    else if (field === 3) value = { intValue: int64(pbf) };
    else if (field === 4) value = { doubleValue: double(pbf) };
    else if (field === 5 && depth < MAX_DEPTH) value = { arrayValue: { values: readArray(pbf, depth + 1) } };
    else if (field === 6 && depth < MAX_DEPTH)
      value = { kvlistValue: { values: readKvlist(pbf, depth + 1) } };
    else if (field === 7) value = { bytesValue: encodeBase64(bytes(pbf)) };
  });
  return value;
}

function readArray(pbf: PbfReader, depth: number): OtlpAnyValue[] {
  const values: OtlpAnyValue[] = [];
  readMessage(pbf, (field) => {
    if (field === 1) values.push(readAnyValue(pbf, depth));
  });
  return values;
}

function readKvlist(pbf: PbfReader, depth: number): OtlpKeyValue[] {
  const values: OtlpKeyValue[] = [];
  readMessage(pbf, (field) => {
    if (field === 1) values.push(readKeyValue(pbf, depth));
  });
  return values;
}

export function readKeyValue(pbf: PbfReader, depth = 0): OtlpKeyValue {
  const entry: Draft<OtlpKeyValue> = { key: '', value: {} };
  readMessage(pbf, (field) => {
    if (field === 1) entry.key = text(pbf);
    else if (field === 2) entry.value = readAnyValue(pbf, depth);
  });
  return entry;
}

export function readResource(pbf: PbfReader): OtlpResource {
  const attributes: OtlpKeyValue[] = [];
  readMessage(pbf, (field) => {
    if (field === 1) attributes.push(readKeyValue(pbf));
  });
  return { attributes };
}

export function readScope(pbf: PbfReader): OtlpScope {
  const attributes: OtlpKeyValue[] = [];
  const scope: Draft<OtlpScope> = { name: '', version: '', attributes };
  readMessage(pbf, (field) => {
    if (field === 1) scope.name = text(pbf);
    else if (field === 2) scope.version = text(pbf);
    else if (field === 3) attributes.push(readKeyValue(pbf));
  });
  return scope;
}
