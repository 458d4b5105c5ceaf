/**
 * A text of one or more YAML documents to configuration models, or to every problem in it at its line.
 *
 *   text --yaml--> documents --${VARIABLES}--> values --the schema--> model --what can be made here--> model
 *     '--> problems            '--> problems          '--> problems          '--> problems
 *
 * Invariant: what is answered as a model is used to the last key; what it says as a list of names is merged into what it
 * says one by one.
 *
 * With the schema and the parser it is a sixth of the server's script in a browser: `reader.ts` loads it when the first
 * configuration is read.
 */
import {
  type ConfigurationModel,
  mergePropagatorCompositeConfig,
  mergeResourceAttributesConfig,
} from '@opentelemetry/configuration';
import { type Document, LineCounter, type Node, parseAllDocuments } from 'yaml';
import type { ProgramProblem } from '../protocol.ts';
import { keyOffset, offsetOf } from '../yaml-offsets.ts';
import { yamlValue } from '../yaml-value.ts';
import { type SchemaError, schemaErrors } from './configuration-schema.ts';
import { sdkLimits } from './sdk-limits.ts';
import { type Environment, substituteEnvironment } from './substitute-environment.ts';
import { unsupported } from './supported.ts';

export type ReadConfiguration =
  | { readonly type: 'configuration'; readonly model: ConfigurationModel }
  | { readonly type: 'problems'; readonly problems: readonly ProgramProblem[] };

// biome-ignore lint/suspicious/noTemplateCurlyInString: that is how a reference is written
const REFERENCE_HINT = 'Write `${NAME}` or `${NAME:-default}`.';

type At = (offset: number, message: string, hint: string) => ProgramProblem;

/** How many documents the text has; what cannot be parsed counts as one. */
export const documentsIn = (text: string): number => Math.max(1, parsed(text).documents.length);

export function readConfiguration(text: string, environment: Environment = {}, index = 0): ReadConfiguration {
  const { documents, at } = parsed(text);
  const document = documents[index];
  if (document === undefined || document.contents === null)
    return {
      type: 'problems',
      problems: [at(0, 'There is no configuration here.', 'Begin with `file_format: "1.0"`.')],
    };
  const problems = problemsOf(document, environment, at);
  if (problems.length > 0) return { type: 'problems', problems };
  return { type: 'configuration', model: merged(document.toJS() as ConfigurationModel) };
}

/** `attributes_list` and `composite_list` go into `attributes` and `composite`, which take precedence. */
function merged({ resource, propagator, ...model }: ConfigurationModel): ConfigurationModel {
  const attributes = mergeResourceAttributesConfig(resource?.attributes, resource?.attributes_list);
  const composite = mergePropagatorCompositeConfig(propagator?.composite, propagator?.composite_list);
  return {
    ...model,
    ...(resource && { resource: { ...resource, ...(attributes && { attributes }) } }),
    ...(propagator && { propagator: { ...propagator, ...(composite && { composite }) } }),
  };
}

function parsed(text: string): { documents: readonly Document[]; at: At } {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter, version: '1.2', prettyErrors: false });
  const at: At = (offset, message, hint) => {
    const { line, col } = lineCounter.linePos(offset);
    return { type: 'syntax', line: Math.max(1, line), column: Math.max(1, col), message, hint };
  };
  return { documents: 'empty' in documents ? [] : documents, at };
}

function problemsOf(document: Document, environment: Environment, at: At): readonly ProgramProblem[] {
  // One slip sets off errors in every line below it: the first is the one to mend.
  if (document.errors.length > 0)
    return document.errors
      .slice(0, 1)
      .map(({ message, pos }) =>
        at(pos[0], message, 'YAML goes by indentation. Look at this line and the one above it.'),
      );
  const bad = substituteEnvironment(document, environment);
  if (bad.length > 0)
    return bad.map(({ offset, text }) =>
      at(offset, `\`${text}\` is no reference to a variable.`, REFERENCE_HINT),
    );
  const read = yamlValue(document);
  if (read.type === 'problem') return [at(read.offset, read.message, read.hint)];
  const errors = schemaErrors(read.value);
  if (errors.length > 0) return errors.map((error) => schemaProblem(document, error, at));
  const unmade = [...formatProblems(document, at), ...supportProblems(document, at)];
  return unmade.length > 0 ? unmade : limitProblems(document, at);
}

function formatProblems(document: Document, at: At): readonly ProgramProblem[] {
  const format = String(document.get('file_format'));
  if (/^1\.[01](-|$)/.test(format)) return [];
  const offset = offsetOf(document.get('file_format', true));
  return [
    at(offset, `\`file_format: ${format}\` is not known here.`, 'Write `file_format: "1.0"`, in quotes.'),
  ];
}

function supportProblems(document: Document, at: At): readonly ProgramProblem[] {
  return unsupported(document.contents as Node | null).map(({ name, offset, known }) =>
    at(
      offset,
      `The schema allows \`${name}\` here, and this laboratory cannot do it.`,
      known.length === 0 ? 'Nothing is set below this key here.' : `It can do ${known.join(', ')}.`,
    ),
  );
}

function limitProblems(document: Document, at: At): readonly ProgramProblem[] {
  return sdkLimits(document.toJS() as ConfigurationModel).map(({ path, message, hint }) =>
    at(keyOffset(document, path), message, hint),
  );
}

function schemaProblem(
  document: Document,
  { instancePath, keyword, params, message }: SchemaError,
  at: At,
): ProgramProblem {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const where = path.length === 0 ? 'the configuration' : `\`${path.join('.')}\``;
  if (keyword === 'additionalProperties') {
    const name = String(params['additionalProperty']);
    const hint = 'Look at the spelling, and at how far the line is indented.';
    return at(keyOffset(document, [...path, name]), `${where} knows no \`${name}\`.`, hint);
  }
  return at(
    keyOffset(document, path),
    `${where} ${message ?? 'does not fit the schema'}.`,
    schemaHint(document.getIn(path), keyword, params),
  );
}

/** What to write instead, as far as the schema's own words let one guess. */
function schemaHint(value: unknown, keyword: string, params: SchemaError['params']): string {
  if (Array.isArray(params['allowedValues'])) return `It can be ${params['allowedValues'].join(', ')}.`;
  if (keyword === 'required') return `Write \`${params['missingProperty']}:\` there, with its value.`;
  const wanted = keyword === 'type' ? [params['type']].flat() : [];
  if (wanted.includes('object') && typeof value === 'string' && /^[\w/.-]+$/.test(value))
    return `A key needs a colon: \`${value}:\`.`;
  if (wanted.includes('array')) return 'It is a list: each item stands in a line of its own, after `- `.';
  return 'The types of the schema are at opentelemetry.io/docs/specs/otel-config/types.';
}
