/** A Chromium with an empty page in which exercises are proved: files and messages only, no demo server to ask. */
import path from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { build } from 'esbuild';
import { Hono } from 'hono';
import { listen } from '../demo-server/runtime/node/listen.ts';
import type { Proof, ProofCase } from '../src/exercises/prove/prove-exercise.ts';
import { buildDemoServer, ROOT } from './build-steps.ts';
import { launchChromium } from './launch-chromium.ts';

export interface ProofBrowser {
  prove(proofCase: ProofCase): Promise<Proof>;
  close(): Promise<void>;
}

export async function openProofBrowser(): Promise<ProofBrowser> {
  await buildDemoServer();
  const page = new Hono();
  const script = await bundleForPage('src/exercises/prove/prove-page.ts');
  page.get('/', (c) => c.html('<!doctype html><title>Proof</title><script src="/prove.js"></script>'));
  page.get('/prove.js', (c) => c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  page.use('/worker/*', serveStatic({ root: path.join(ROOT, 'public') }));
  const server = createAdaptorServer({ fetch: page.fetch, overrideGlobalObjects: false });
  const { port, close } = await listen(server, 0, '127.0.0.1');
  const browser = await launchChromium();
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${port}/`);
  return {
    async prove(proofCase) {
      // As text: the types of what crosses over are the page's own matter.
      const json = await tab.evaluate(
        async (given) => JSON.stringify(await Reflect.get(globalThis, 'proveInPage')(JSON.parse(given))),
        JSON.stringify(proofCase),
      );
      return JSON.parse(json) as Proof;
    },
    async close() {
      await browser.close();
      await close();
    },
  };
}

/** One classic script, everything in it. */
export async function bundleForPage(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, entry)],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error(`esbuild wrote no file for ${entry}.`);
  return script.text;
}
