/**
 * The JSON schema of OpenTelemetry's declarative configuration, compiled to a function by the SDK's own authors.
 *
 * Why by path: the package exports only `parseConfigFile(path)`, which reads a file, takes the variables of this very
 * process, and says what is wrong without saying where. Here four places with variables of their own share a process,
 * and a learner wants the line.
 */
import { require_validator } from '../../node_modules/@opentelemetry/configuration/dist/generated/validator.mjs';

export interface SchemaError {
  /** JSON pointer to what is wrong. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}
interface Validator {
  (model: unknown): boolean;
  readonly errors?: readonly SchemaError[] | null;
}

/** Nothing when the model is valid. */
export function schemaErrors(model: unknown): readonly SchemaError[] {
  const validate = require_validator() as Validator;
  return validate(model) ? [] : (validate.errors ?? []);
}
