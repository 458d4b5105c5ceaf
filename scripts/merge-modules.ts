/**
 * Modules that are always loaded together, as one. A bundler that splits makes a chunk for everything that two parts share; of
 * those a page needs at once there are then a dozen, a few lines each, and each is a request and packs by itself.
 *
 *   trace-timeline.js -> a.js -> b.js          trace-timeline.js -> chunks/first.js
 *            '--------> b.js                   lazy.js -> chunks/first.js
 *   lazy.js -> b.js
 *
 * What lazy modules import of them is exported again, under names that tell the modules apart: by the beginning of the hash in
 * the module's name. So a lazy module's text still depends on nothing but what its own hash was made of, and may be cached.
 */
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

export interface BuiltModule {
  readonly path: string;
  readonly text: string;
}

const CHUNKS = 'chunks';
const MERGED = `${CHUNKS}/first.js`;
/** As a minifier writes them. */
const EXPORTS = /export\{([^}]*)\};\s*$/;
const IMPORT = /import(?:\{([^}]*)\}from)?"([^"]+)"/g;

/** `entry` keeps its name and its exports; it and all of `first` but itself become one module. */
export async function mergeModules(
  modules: readonly BuiltModule[],
  entry: string,
  first: ReadonlySet<string>,
): Promise<readonly BuiltModule[]> {
  const merging = modules.filter(({ path: name }) => first.has(name));
  const texts = new Map(merging.map(({ path: name, text }) => [name, text]));
  const all = merging.filter(({ path: name }) => name !== entry);
  const marks = new Set(all.map(({ path: name }) => markOf(name)));
  if (marks.size < all.length)
    throw new Error('Two chunks have hashes that begin alike: compare more of them.');
  const nameOf = (module: string, exported: string) => `${exported}${markOf(module)}`;
  const whole = [
    `export * from ${JSON.stringify(entry)};`,
    ...all.map(({ path: name, text }) => {
      const names = exportsOf(text).map((exported) => `${exported} as ${nameOf(name, exported)}`);
      return `export { ${names.join(', ')} } from ${JSON.stringify(name)};`;
    }),
  ].join('\n');
  const merged = await build({
    stdin: { contents: whole, resolveDir: '/' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2023',
    write: false,
    plugins: [fromTexts(texts)],
  });
  const ofEntry = exportsOf(texts.get(entry) ?? '').join(', ');
  const rest = modules
    .filter(({ path: name }) => !first.has(name))
    .map(({ path: name, text }) => ({
      path: name,
      text: text.replaceAll(IMPORT, (statement, names: string | undefined, from: string) => {
        const module = path.join(path.dirname(name), from);
        if (!first.has(module)) return statement;
        const merged = `"./${path.relative(path.dirname(name), MERGED)}"`;
        if (names === undefined) return `import${merged}`;
        const renamed = names.split(',').map((each) => {
          const [exported = '', local = exported] = each.split(' as ');
          return `${nameOf(module, exported)} as ${local}`;
        });
        return `import{${renamed.join(',')}}from${merged}`;
      }),
    }));
  return [
    { path: entry, text: `export { ${ofEntry} } from './${MERGED}';\n` },
    { path: MERGED, text: merged.outputFiles[0]?.text ?? '' },
    ...rest,
  ];
}

/** `DSHB` of `chunks/chunk-DSHBCVSE.js`. */
function markOf(name: string): string {
  return /-(\w{4})\w*\.js$/.exec(name)?.[1] ?? '';
}

function exportsOf(text: string): readonly string[] {
  const [, names = ''] = EXPORTS.exec(text) ?? [];
  return names === '' ? [] : names.split(',').map((each) => each.split(' as ').at(-1) ?? each);
}

/** Modules by their names; what they load later stays where it is, beside the merged one. */
function fromTexts(texts: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'from-texts',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path: wanted, importer, kind }) => {
        const name = path.join(path.dirname(importer), wanted);
        if (kind === 'dynamic-import') return { path: `./${path.relative(CHUNKS, name)}`, external: true };
        return { path: kind === 'entry-point' || importer === '<stdin>' ? wanted : name, namespace: 'texts' };
      });
      onLoad({ filter: /./, namespace: 'texts' }, ({ path: name }) => {
        const contents = texts.get(name);
        return contents === undefined ? undefined : { contents, loader: 'js' };
      });
    },
  };
}
