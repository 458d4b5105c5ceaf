/** `ExportLogsServiceRequest`. opentelemetry-proto 1.11.0: logs/v1/logs.proto. */
import type {
  OtlpAnyValue,
  OtlpKeyValue,
  OtlpLogRecord,
  OtlpLogs,
} from '../../../src/trace/model/otlp-json.ts';
import type { Findings } from '../findings.ts';
import { readAnyValue, readAttribute } from './common.ts';
import { readRequest } from './request.ts';
import type { ValueReader } from './value-reader.ts';
import { type Draft, fixed64, id, readMessage, text, uint } from './wire.ts';

/** Throws when the bytes are no such message. */
export function decodeLogs(body: Uint8Array, findings: Findings): OtlpLogs {
  const resourceLogs = readRequest(body, 'log record', readLogRecord, findings).map(
    ({ scopes, ...group }) => ({
      ...group,
      scopeLogs: scopes.map(({ records, ...scope }) => ({ ...scope, logRecords: records })),
    }),
  );
  return { resourceLogs };
}

function readLogRecord(pbf: ValueReader): OtlpLogRecord {
  const attributes: OtlpKeyValue[] = [];
  const record: Draft<OtlpLogRecord> = { attributes };
  readMessage(pbf, (field) => {
    if (field === 1) record.timeUnixNano = fixed64(pbf);
    else if (field === 2) record.severityNumber = uint(pbf);
    else if (field === 3) record.severityText = text(pbf);
    else if (field === 5) record.body = readBody(pbf, record.body);
    else if (field === 6) attributes.push(readAttribute(pbf));
    else if (field === 9) record.traceId = id(pbf);
    else if (field === 10) record.spanId = id(pbf);
    else if (field === 11) record.observedTimeUnixNano = fixed64(pbf);
    else if (field === 12) record.eventName = text(pbf);
  });
  return record;
}

const readBody = (pbf: ValueReader, before: OtlpAnyValue | undefined): OtlpAnyValue =>
  pbf.reading(
    () => readAnyValue(pbf, 0, before),
    () => 'body',
  );
