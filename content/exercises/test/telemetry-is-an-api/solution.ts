import { SpanKind } from '@opentelemetry/api';
import { and, eq } from 'drizzle-orm';
import { accessCodes, type DoorDesk } from '#building';

export const doorDesk: DoorDesk = (desk) => {
  // What this service emits, in the language of Weaver.
  desk.registry(`
    file_format: definition/2
    attributes:
      - key: bldg.unit.id
        type: int
        stability: stable
        brief: The unit whose door is asked for
      - key: app.unit
        type: int
        stability: stable
        brief: The unit, as it was called before
        deprecated: { reason: renamed, renamed_to: bldg.unit.id }
      - key: bldg.device.id
        type: int
        stability: stable
        brief: The lock at that door
      - key: bldg.access.result
        type:
          members:
            - { id: opened, stability: stable }
            - { id: denied, stability: stable }
        stability: stable
        brief: What became of it
    spans:
      - type: bldg.access
        kind: server
        name:
          note: '{http.request.method} {http.route}'
        stability: stable
        brief: Somebody asks for a door
        attributes:
          - { ref: http.request.method, requirement_level: required }
          - { ref: http.route, requirement_level: required }
          - { ref: bldg.unit.id, requirement_level: required }
          - { ref: bldg.device.id, requirement_level: required }
          - { ref: bldg.access.result, requirement_level: required }
    events:
      - name: bldg.access.denied
        stability: stable
        brief: The code was wrong
        attributes:
          - { ref: bldg.unit.id, requirement_level: required }
    metrics:
      - name: bldg.access.requests
        instrument: counter
        unit: '{request}'
        stability: stable
        brief: How often a door is asked for
        attributes:
          - { ref: bldg.access.result, requirement_level: required }
  `);

  // POST /units/:id/access
  desk.onAccess(({ unitId, lockId, code, db, tracer, logger, requests }) => {
    const attributes = {
      'http.request.method': 'POST',
      'http.route': '/units/:id/access',
      'bldg.unit.id': unitId,
      'bldg.device.id': lockId,
    };
    const options = { kind: SpanKind.SERVER, attributes };
    return tracer.startActiveSpan('POST /units/:id/access', options, async (span) => {
      try {
        const found = await db
          .select({ id: accessCodes.id })
          .from(accessCodes)
          .where(and(eq(accessCodes.unitId, unitId), eq(accessCodes.code, code)));
        const result = found.length > 0 ? 'opened' : 'denied';
        span.setAttribute('bldg.access.result', result);
        if (result === 'denied')
          logger.emit({
            eventName: 'bldg.access.denied',
            body: 'wrong code',
            attributes: { 'bldg.unit.id': unitId },
          });
        requests.add(1, { 'bldg.access.result': result });
        return result === 'opened';
      } finally {
        span.end();
      }
    });
  });
};
