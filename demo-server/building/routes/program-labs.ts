/** The laboratories that exist for the sake of a learner's program: a small load, made for one part of the system. */
import { Hono } from 'hono';
import { validated } from '../../error-answer.ts';
import { deviceCommandsBody, runDeviceCommands } from '../lab/device-commands.ts';
import type { LabDeps } from '../lab/lab-deps.ts';

export function programLabRoutes(deps: LabDeps): Hono {
  return new Hono().post('/lab/device-commands', validated('json', deviceCommandsBody), async (c) =>
    c.json(await runDeviceCommands(c.req.valid('json'), c.req.raw.headers, deps)),
  );
}
