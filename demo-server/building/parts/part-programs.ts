/**
 * Every part of the system that a program can stand in for, and the function that such a program exports. To add one:
 * its name and export in `protocol.ts`, a line here, and a file beside this one with its types.
 */

import type { TestCase } from '../../programs/test-kit.ts';
import type { PartName } from '../../protocol.ts';
import type { CommandBridge } from './command-bridge.ts';
import type { ConfigurationText } from './configuration-text.ts';
import type { DeviceCommands } from './device-commands.ts';
import type { DoorDesk } from './door-desk.ts';
import type { FanOut } from './fan-out.ts';
import type { FourGraphs } from './four-graphs.ts';
import type { LeakQueue } from './leak-queue.ts';
import type { MeterJob } from './meter-job.ts';
import type { NightRound } from './night-round.ts';
import type { OpenPage } from './open-page.ts';
import type { SuiteRunner } from './suite-runner.ts';
import type { UnitsRoute } from './units-route.ts';
import type { ValveControl } from './valve-control.ts';

export interface PartPrograms extends Record<PartName, (...given: never[]) => unknown> {
  readonly 'units-route': UnitsRoute;
  readonly 'command-bridge': CommandBridge;
  readonly 'leak-queue': LeakQueue;
  readonly 'fan-out': FanOut;
  readonly 'device-commands': DeviceCommands;
  readonly 'valve-control': ValveControl;
  readonly 'night-round': NightRound;
  readonly 'suite-runner': SuiteRunner;
  readonly 'meter-job': MeterJob;
  readonly 'four-graphs': FourGraphs;
  readonly 'open-page': OpenPage;
  readonly 'door-desk': DoorDesk;
  /** The tests of the program. */
  readonly 'test-file': () => readonly TestCase[];
  /** A YAML text: see `configuration-text.ts`. */
  readonly 'otel-configuration': ConfigurationText;
  /** Three such texts in one, with `---` between. */
  readonly 'environment-files': ConfigurationText;
}
