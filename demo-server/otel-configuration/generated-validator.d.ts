/** The compiled schema has no types of its own. */
declare module '*/generated/validator.mjs' {
  export function require_validator(): unknown;
}
