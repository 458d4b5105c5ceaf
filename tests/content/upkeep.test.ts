/** Files that only other machines run: at least they say what the guides say. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const read = (path: string) => readFileSync(path, 'utf8');

test('the workflow that publishes this site is the recipe of the hosting guide', () => {
  expect(read('.github/workflows/pages.yml')).toBe(read('content/guides/recipes/github-pages.yml'));
});

test('CI runs the very command that a contributor runs', () => {
  const { jobs } = parse(read('.github/workflows/ci.yml'));
  expect(jobs.test.steps.at(-1)).toEqual({ run: 'npm test' });
});

test('a workflow may read, uses what others wrote at one commit, and leaves no token behind for what it runs', () => {
  const files = globSync('.github/workflows/*.yml');
  expect(files).toHaveLength(2);
  for (const file of files) {
    const text = read(file);
    const { permissions, jobs } = parse(text) as Workflow;
    expect(permissions['contents'], file).toBe('read');
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action, file).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
    // Which version that is, for those who read.
    expect(text.match(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/gm), file).toHaveLength(used.length);
    for (const { uses, with: options } of steps)
      if (uses?.startsWith('actions/checkout@')) expect(options?.['persist-credentials'], file).toBe(false);
  }
});

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { uses?: string; with?: Readonly<Record<string, unknown>> }[] }>
  >;
}

test('the backend of compose.yaml listens where its guide says, on this machine only, beside `npm start`', () => {
  const { services } = parse(read('compose.yaml')) as {
    services: Record<string, { image: string; ports?: string[] }>;
  };
  const ports = Object.values(services).flatMap(({ ports = [] }) => ports);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  const taken = ports.map((port) => port.split(':')[1]);
  for (const own of ['4317', '4318', '4321']) expect(taken).not.toContain(own);
  expect(taken).toContain('14318');
  expect(read('content/guides/your-own-app.mdx')).toContain('http://127.0.0.1:14318');
  for (const { image } of Object.values(services)) expect(image).toMatch(/:\d/);
});

test('compose.yaml names what is there: services, volumes, files, the image, and settings that are read', () => {
  interface Service {
    readonly image: string;
    readonly environment?: Readonly<Record<string, string>>;
    readonly depends_on?: Readonly<Record<string, unknown>>;
    readonly volumes?: readonly string[];
    readonly command?: readonly string[];
    readonly healthcheck?: unknown;
  }
  const { services, volumes } = parse(read('compose.yaml'), { merge: true }) as {
    services: Record<string, Service>;
    volumes: Record<string, unknown>;
  };
  for (const [name, { depends_on = {}, volumes: mounted = [] }] of Object.entries(services)) {
    for (const needed of Object.keys(depends_on)) expect(services, name).toHaveProperty(needed);
    for (const [source = ''] of mounted.map((mount) => mount.split(':')))
      if (source.startsWith('./')) expect(existsSync(source), source).toBe(true);
      else expect(volumes, name).toHaveProperty(source);
  }
  const replicas = Object.entries(services).filter(([name]) => name.startsWith('replica-'));
  expect(replicas).toHaveLength(3);
  const readSettings = ['scripts/start.ts', ...globSync('demo-server/runtime/node/**/*.ts')].map(read).join();
  for (const [name, { image, environment = {} }] of replicas) {
    expect(image).toBe(`telemetry-driven-development:${JSON.parse(read('package.json')).version}`);
    for (const variable of Object.keys(environment)) expect(readSettings, name).toContain(`'${variable}'`);
    for (const variable of ['DATABASE_URL', 'REDIS_URL'])
      expect(services).toHaveProperty(new URL(environment[variable] ?? '').hostname);
  }
  // Each address of the recipe becomes a replica, at the port that the image listens on.
  const recipe = read('content/guides/recipes/nginx-replicas.conf');
  const command = services['balancer']?.command?.join(' ') ?? '';
  const replaced = [...command.matchAll(/s\/(127\.0\.0\.1:\d+)\/([\w-]+):(\d+)\//g)];
  expect(replaced.map(([, , replica]) => replica)).toEqual(replicas.map(([name]) => name));
  for (const [, address = '', , port = ''] of replaced) {
    expect(recipe.split(`${address} `)).toHaveLength(2);
    expect(read('Dockerfile')).toContain(` PORT=${port} `);
  }
  expect(recipe.match(/^ {4}server 127/gm)).toHaveLength(replaced.length);
});

test('the image runs on the Node of the project, holds what the server reads, and its ports are those of `npm start`', () => {
  const image = read('Dockerfile');
  const { devDependencies } = JSON.parse(read('package.json'));
  const nodes = [...image.matchAll(/^FROM node:([\d.]+)-/gm)].map(([, version]) => version);
  expect(nodes).toEqual([devDependencies.node, devDependencies.node]);
  expect(image).toMatch(/^EXPOSE 4321 4318 4317$/m);
  const [, user] = /^USER ([1-9]\d*:[1-9]\d*)$/m.exec(image.slice(image.lastIndexOf('FROM'))) ?? [];
  // What it keeps is in its volume, and that is its user's.
  const [, dataDir] = /^ENV .*\bDATA_DIR=\/app\/(\S+)$/m.exec(image) ?? [];
  expect(image).toMatch(new RegExp(`^VOLUME /app/${dataDir}$`, 'm'));
  expect(image).toMatch(new RegExp(`^RUN mkdir ${dataDir} && chown ${user} ${dataDir}$`, 'm'));
  // Nothing is copied out of the build that the sources do not hold or a step of it makes.
  const made = ['node_modules', 'build/building.snapshot.gz', 'dist'];
  for (const [, from = ''] of image.matchAll(/^COPY --from=build \/app\/(\S+)/gm))
    expect(made.includes(from) || existsSync(from), from).toBe(true);
  for (const kept of read('.dockerignore').split('\n'))
    expect(['src', 'demo-server', 'scripts', 'content', 'public', 'package.json']).not.toContain(kept);
});

test.each(['content', 'src', 'demo-server', 'tests', 'scripts'])(
  'each folder of %s is told in a README',
  (parent) => {
    const table = read(`${parent}/README.md`);
    const folders = readdirSync(parent, { withFileTypes: true }).filter(
      // An empty one is no part of the project.
      (entry) => entry.isDirectory() && readdirSync(`${parent}/${entry.name}`).length > 0,
    );
    expect(folders.length).toBeGreaterThan(0);
    const untold = folders
      .map(({ name }) => name)
      .filter((name) => !existsSync(`${parent}/${name}/README.md`) && !table.includes(`${name}/`));
    expect(untold).toEqual([]);
  },
);
