/** The laboratories that exist for the sake of a learner's program: a small load, made for one part of the system. */
import { Hono } from 'hono';
import { validated } from '../../error-answer.ts';
import { deviceCommandsBody, runDeviceCommands } from '../lab/device-commands.ts';
import { doorDeskBody, runDoorDesk } from '../lab/door-desk.ts';
import { runFourGraphs } from '../lab/four-graphs.ts';
import type { LabDeps } from '../lab/lab-deps.ts';
import { runValves, valvesBody } from '../lab/valve-control.ts';

export function programLabRoutes(deps: LabDeps): Hono {
  return new Hono()
    .post('/lab/device-commands', validated('json', deviceCommandsBody), async (c) =>
      c.json(await runDeviceCommands(c.req.valid('json'), c.req.raw.headers, deps)),
    )
    .post('/lab/door-desk', validated('json', doorDeskBody), async (c) =>
      c.json(await runDoorDesk(c.req.raw.headers, deps.doorDesk)),
    )
    .post('/lab/four-graphs', async (c) => c.json(await runFourGraphs(c.req.raw.headers, deps)))
    .post('/lab/valves', validated('json', valvesBody), async (c) =>
      c.json(await runValves(c.req.valid('json'), c.req.raw.headers, deps)),
    );
}
