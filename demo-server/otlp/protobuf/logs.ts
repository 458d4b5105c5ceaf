/** `ExportLogsServiceRequest`. opentelemetry-proto 1.11.0: logs/v1/logs.proto. */
import { PbfReader } from 'pbf';
import type { OtlpKeyValue, OtlpLogRecord, OtlpLogs } from '../../../src/trace/model/otlp-json.ts';
import { readAnyValue, readKeyValue, readResource, readScope } from './common.ts';
import { type Draft, fixed64, id, readFields, readMessage, text, uint } from './wire.ts';

type ResourceLogs = NonNullable<OtlpLogs['resourceLogs']>[number];
type ScopeLogs = NonNullable<ResourceLogs['scopeLogs']>[number];

/** Throws when the bytes are no such message. */
export function decodeLogs(body: Uint8Array): OtlpLogs {
  const pbf = new PbfReader(body);
  const resourceLogs: ResourceLogs[] = [];
  readFields(pbf, pbf.length, (field) => {
    if (field === 1) resourceLogs.push(readResourceLogs(pbf));
  });
  return { resourceLogs };
}

function readResourceLogs(pbf: PbfReader): ResourceLogs {
  const scopeLogs: ScopeLogs[] = [];
  const group: Draft<ResourceLogs> = { scopeLogs };
  readMessage(pbf, (field) => {
    if (field === 1) group.resource = readResource(pbf);
    else if (field === 2) scopeLogs.push(readScopeLogs(pbf));
  });
  return group;
}

function readScopeLogs(pbf: PbfReader): ScopeLogs {
  const logRecords: OtlpLogRecord[] = [];
  const group: Draft<ScopeLogs> = { logRecords };
  readMessage(pbf, (field) => {
    if (field === 1) group.scope = readScope(pbf);
    else if (field === 2) logRecords.push(readLogRecord(pbf));
  });
  return group;
}

function readLogRecord(pbf: PbfReader): OtlpLogRecord {
  const attributes: OtlpKeyValue[] = [];
  const record: Draft<OtlpLogRecord> = { attributes };
  readMessage(pbf, (field) => {
    if (field === 1) record.timeUnixNano = fixed64(pbf);
    else if (field === 2) record.severityNumber = uint(pbf);
    else if (field === 3) record.severityText = text(pbf);
    else if (field === 5) record.body = readAnyValue(pbf);
    else if (field === 6) attributes.push(readKeyValue(pbf));
    else if (field === 9) record.traceId = id(pbf);
    else if (field === 10) record.spanId = id(pbf);
    else if (field === 11) record.observedTimeUnixNano = fixed64(pbf);
    else if (field === 12) record.eventName = text(pbf);
  });
  return record;
}
