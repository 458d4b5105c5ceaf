/**
 * The way down to the records, which all three signals number alike. A record that cannot be read is refused alone; of a
 * resource or scope that cannot be read the records stay. Throws when the way itself is broken, for then nobody could
 * say where the next record begins.
 *
 *   request 1* --> resource 1, scope group 2* --> scope 1, record 2*
 */
import type { OtlpResource, OtlpScope } from '../../../src/trace/model/otlp-json.ts';
import type { Findings } from '../findings.ts';
import { readResource, readScope } from './common.ts';
import { ValueReader } from './value-reader.ts';
import { readAlone, readFields, readMessage } from './wire.ts';

export interface ResourceGroup<R> {
  resource?: OtlpResource;
  readonly scopes: ScopeGroup<R>[];
}
interface ScopeGroup<R> {
  scope?: OtlpScope;
  readonly records: R[];
}

/** `record` is what one is called in what the sender is told. One that is read as undefined was refused already. */
export function readRequest<R>(
  body: Uint8Array,
  record: string,
  readRecord: (pbf: ValueReader) => R | undefined,
  findings: Findings,
): readonly ResourceGroup<R>[] {
  const pbf = new ValueReader(body, findings);
  const groups: ResourceGroup<R>[] = [];
  const refuse = (reason: string) => findings.reject(`${record} that cannot be read: ${reason}`);
  const leaveOut = (what: string) => (reason: string) =>
    findings.warn(`${what} cannot be read: ${reason}: left out`);

  const readScopeGroup = (): ScopeGroup<R> => {
    const group: ScopeGroup<R> = { records: [] };
    readMessage(pbf, (field) => {
      if (field === 1) {
        const scope = readAlone(pbf, () => readScope(pbf, group.scope), leaveOut('scope'));
        if (scope !== undefined) group.scope = scope;
      } else if (field === 2) {
        const one = readAlone(pbf, readRecord, refuse);
        if (one !== undefined) group.records.push(one);
      }
    });
    return group;
  };
  const readGroup = (): ResourceGroup<R> => {
    const group: ResourceGroup<R> = { scopes: [] };
    readMessage(pbf, (field) => {
      if (field === 1) {
        const resource = readAlone(pbf, () => readResource(pbf, group.resource), leaveOut('resource'));
        if (resource !== undefined) group.resource = resource;
      } else if (field === 2) group.scopes.push(readScopeGroup());
    });
    return group;
  };
  readFields(pbf, pbf.length, (field) => {
    if (field === 1) groups.push(readGroup());
  });
  return groups;
}
