/** Who looks on at one replica hears what happened at another, once, and only of their own session. */
import { expect, test } from 'vitest';
import { type BuildingUpdate, updateBus } from '../../../demo-server/building/update-bus.ts';
import { memoryHub } from '../../../demo-server/exchange/memory-exchange.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const LOCKED: BuildingUpdate = { type: 'device-changed', id: 1, deviceId: 1 };
const ORDERED: BuildingUpdate = { type: 'work-order-created', id: 7, deviceId: 3 };

test('an update reaches the listeners of its session at every replica, once', () => {
  const hub = memoryHub(new FakeClock());
  const [here, there] = [updateBus(hub.join()), updateBus(hub.join())];
  const heard: string[] = [];
  here.listen('mine', ({ type }) => heard.push(`here ${type}`));
  const stop = there.listen('mine', ({ type }) => heard.push(`there ${type}`));
  there.listen('another', ({ type }) => heard.push(`another ${type}`));

  here.tell('mine', LOCKED);
  expect(heard.splice(0).sort()).toEqual(['here device-changed', 'there device-changed']);
  there.tell('mine', ORDERED);
  expect(heard.splice(0).sort()).toEqual(['here work-order-created', 'there work-order-created']);
  here.tell(null, LOCKED);
  expect(heard).toEqual([]);

  stop();
  here.tell('mine', LOCKED);
  expect(heard.splice(0)).toEqual(['here device-changed']);
  there.close();
  here.close();
});
