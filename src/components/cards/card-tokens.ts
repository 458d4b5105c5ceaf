/** The site's dark colours as values, for pictures, which know no custom properties. */
import { readFileSync } from 'node:fs';

export function darkTokens(css = readFileSync('src/styles/tokens.css', 'utf8')): (name: string) => string {
  const dark = /color-scheme: dark;([^}]*)\}/.exec(css)?.[1] ?? '';
  const values = new Map(
    [...dark.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]),
  );
  return (name) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`src/styles/tokens.css has no dark --${name}.`);
    return /^var\(--([\w-]+)\)$/.exec(value)?.[1] ? darkTokens(css)(value.slice(6, -1)) : value;
  };
}
