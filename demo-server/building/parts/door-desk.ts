/**
 * The part `door-desk`: a small service that says whether a code opens a door, and the registry that describes what it
 * emits. Whoever holds the two against each other is `../../live-check/`.
 */
import { type Counter, type Logger, SpanKind, type Tracer } from '@opentelemetry/api';
import { and, eq } from 'drizzle-orm';
import type { PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import { accessCodes } from '../schema.ts';

/** Says, once, what is described and what is done. */
export type DoorDesk = (desk: Desk) => void;

export interface Desk {
  /** What this service emits, as YAML in Weaver's definition language. */
  registry(yaml: string): void;
  /** `POST /units/:id/access`. Resolves with whether the code opens the door. */
  onAccess(handle: (request: AccessRequest) => Promise<boolean>): void;
}
export interface AccessRequest {
  readonly unitId: number;
  /** The lock at its door, which is a device. */
  readonly lockId: number;
  /** What somebody typed. */
  readonly code: string;
  readonly db: PgRemoteDatabase;
  readonly tracer: Tracer;
  readonly logger: Pick<Logger, 'emit'>;
  /** The counter `bldg.access.requests`, in `{request}`. */
  readonly requests: Pick<Counter, 'add'>;
}

const REGISTRY = `
file_format: definition/2
attributes:
  - { key: bldg.unit.id, type: int, stability: stable, brief: The unit whose door is asked for }
spans:
  - type: bldg.access
    kind: server
    name: { note: '{http.request.method} {http.route}' }
    stability: stable
    brief: Somebody asks for a door
    attributes:
      - { ref: bldg.unit.id, requirement_level: required }
metrics:
  - name: bldg.access.requests
    instrument: counter
    unit: '{request}'
    stability: stable
    brief: How often a door is asked for
`;

/** As shipped. */
export const doorDesk: DoorDesk = (desk) => {
  desk.registry(REGISTRY);
  desk.onAccess(({ unitId, code, db, tracer, requests }) => {
    const attributes = {
      'http.request.method': 'POST',
      'http.route': '/units/:id/access',
      'bldg.unit.id': unitId,
    };
    const options = { kind: SpanKind.SERVER, attributes };
    return tracer.startActiveSpan('POST /units/:id/access', options, async (span) => {
      try {
        const found = await db
          .select({ id: accessCodes.id })
          .from(accessCodes)
          .where(and(eq(accessCodes.unitId, unitId), eq(accessCodes.code, code)));
        requests.add(1);
        return found.length > 0;
      } finally {
        span.end();
      }
    });
  });
};
