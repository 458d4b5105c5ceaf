/** nginx on a port of one's own, without root and without its system folders, by the recipes of the hosting guide. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './build-steps.ts';

const MIME_TYPES = '/etc/nginx/mime.types';
const PLACES = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'];

export function findNginx(): string | undefined {
  return existsSync(MIME_TYPES) ? PLACES.find((place) => existsSync(place)) : undefined;
}

/** Serves a folder. Only the address and the folder of the recipe are replaced: they are its reader's to choose. */
export const nginxArguments = (documentRoot: string, port: number): string[] =>
  argumentsFor(port, 'nginx.conf', [['root /srv/www;', `root "${documentRoot}";`]]);

/** Stands before three replicas on ports of this machine. */
export const balancerArguments = (port: number, replicas: readonly [number, number, number]): string[] =>
  argumentsFor(
    port,
    'nginx-replicas.conf',
    replicas.map((replica, n) => [`127.0.0.1:${4321 + n} `, `127.0.0.1:${replica} `]),
  );

function argumentsFor(
  port: number,
  recipe: string,
  replacements: readonly (readonly [what: string, by: string])[],
): string[] {
  const folder = path.join(ROOT, 'build/nginx');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `nginx-${port}.conf`);
  let text = readFileSync(path.join(ROOT, 'content/guides/recipes', recipe), 'utf8');
  const here = ['listen 80;', `listen 127.0.0.1:${port};`] as const;
  for (const [what, by] of [here, ...replacements]) text = replaceOnce(text, what, by, recipe);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path "${folder}/${name}";`,
  );
  writeFileSync(
    file,
    `daemon off;
worker_processes 1;
pid "${folder}/nginx-${port}.pid";
error_log stderr crit;
events {}
http {
include ${MIME_TYPES};
access_log off;
${temporary.join('\n')}
${text}}
`,
  );
  return ['-p', folder, '-c', file, '-e', 'stderr'];
}

function replaceOnce(text: string, what: string, by: string, recipe: string): string {
  if (text.split(what).length !== 2) throw new Error(`${recipe} must say "${what}" once.`);
  return text.replace(what, by);
}
