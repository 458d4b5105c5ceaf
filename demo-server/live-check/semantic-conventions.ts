/**
 * What a registry depends on: the attributes and metrics of the semantic conventions that occur here, in Weaver's language.
 * An excerpt, with briefs of our own. The whole is a thousand names, and Weaver reads it from a repository.
 *
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/
 */
import { readRegistry } from './read-registry.ts';
import type { Registry } from './registry.ts';

const EXCERPT = `
file_format: definition/2
attributes:
  - { key: http.request.method, type: string, stability: stable, brief: Method of the request }
  - { key: http.route, type: string, stability: stable, brief: 'The route that matched, as a template' }
  - { key: http.response.status_code, type: int, stability: stable, brief: Status of the answer }
  - { key: url.path, type: string, stability: stable, brief: Path of the URL }
  - { key: url.full, type: string, stability: stable, brief: The whole URL }
  - { key: server.address, type: string, stability: stable, brief: Host that is called }
  - { key: server.port, type: int, stability: stable, brief: Port that is called }
  - { key: error.type, type: string, stability: stable, brief: The class of a failure }
  - { key: exception.type, type: string, stability: stable, brief: Class of an exception }
  - { key: exception.message, type: string, stability: stable, brief: What an exception says }
  - { key: exception.stacktrace, type: string, stability: stable, brief: Where an exception came from }
  - { key: db.system.name, type: string, stability: stable, brief: Which database it is }
  - { key: db.namespace, type: string, stability: stable, brief: Which database of that server }
  - { key: db.operation.name, type: string, stability: stable, brief: What a statement does }
  - { key: db.collection.name, type: string, stability: stable, brief: The table }
  - { key: db.query.text, type: string, stability: stable, brief: The statement }
  - { key: db.query.parameter, type: 'template[string]', stability: development, brief: A parameter of a statement }
  - { key: db.response.status_code, type: string, stability: stable, brief: What the database answered }
  - { key: app.installation.id, type: string, stability: development, brief: One installation of a client application }
  - { key: app.screen.id, type: string, stability: development, brief: A screen of a client application }
  - { key: device.id, type: string, stability: development, brief: 'The device in the hands of a user, such as a phone' }
  - { key: device.manufacturer, type: string, stability: development, brief: Who made that device }
  - { key: session.id, type: string, stability: development, brief: A session of a user }
events:
  - name: exception
    stability: stable
    brief: An exception was caught
    attributes:
      - { ref: exception.type, requirement_level: { conditionally_required: without a message } }
      - { ref: exception.message, requirement_level: { conditionally_required: without a type } }
metrics:
  - name: db.client.operation.duration
    stability: stable
    brief: How long statements take
    unit: s
    instrument: histogram
    attributes:
      - { ref: db.system.name, requirement_level: required }
`;

/** Read when it is needed first. */
export function semanticConventions(): Registry {
  known ??= readExcerpt();
  return known;
}
let known: Registry | undefined;

function readExcerpt(): Registry {
  const read = readRegistry(EXCERPT);
  if (read.type === 'registry') return read.registry;
  const [problem] = read.problems;
  throw new Error(
    `The excerpt of the semantic conventions is no registry: line ${problem?.line}: ${problem?.message}`,
  );
}
