/** The file that answers where nothing but files does: asking whether a demo server is there is then no error. */
import type { APIRoute } from 'astro';
import { FILES_ONLY } from '../../server-client/connect.ts';

export const GET: APIRoute = () =>
  Response.json({
    status: FILES_ONLY,
    reason: 'This is a host of files. Exercises run in the browser of the reader.',
  });
