/** `GET /api/health`: 200 when the database answers, 503 with the reason when it does not. */
import type { Database } from './building/database.ts';
import { VERSION } from './version.ts';

export async function healthAnswer(database: Database, uptimeSeconds: number): Promise<Response> {
  try {
    await database.query('SELECT 1');
  } catch {
    return Response.json({ status: 'failing', reason: 'The database does not answer.' }, { status: 503 });
  }
  const body = {
    status: 'ok',
    version: VERSION,
    database: database.system,
    uptimeSeconds: Math.round(uptimeSeconds),
  };
  return Response.json(body, { headers: { 'cache-control': 'no-store' } });
}
