/** nginx on a port of one's own, without root and without its system folders, by the recipe of the hosting guide. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './build-steps.ts';

const RECIPE = path.join(ROOT, 'content/guides/recipes/nginx.conf');
const MIME_TYPES = '/etc/nginx/mime.types';
const PLACES = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'];

export function findNginx(): string | undefined {
  return existsSync(MIME_TYPES) ? PLACES.find((place) => existsSync(place)) : undefined;
}

/** Only the address and the folder of the recipe are replaced: they are its reader's to choose. */
export function nginxArguments(documentRoot: string, port: number): string[] {
  const folder = path.join(ROOT, 'build/nginx');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `nginx-${port}.conf`);
  const recipe = replaceOnce(
    replaceOnce(readFileSync(RECIPE, 'utf8'), 'listen 80;', `listen 127.0.0.1:${port};`),
    'root /srv/www;',
    `root "${documentRoot}";`,
  );
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
${recipe}}
`,
  );
  return ['-p', folder, '-c', file, '-e', 'stderr'];
}

function replaceOnce(text: string, what: string, by: string): string {
  if (text.split(what).length !== 2) throw new Error(`${RECIPE} must say "${what}" once.`);
  return text.replace(what, by);
}
