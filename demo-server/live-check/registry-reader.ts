/** What reads registries: with the parser of YAML and the excerpt of the conventions it is loaded when one is read. */
export { readRegistry } from './read-registry.ts';
export { semanticConventions } from './semantic-conventions.ts';
