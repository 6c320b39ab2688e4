import { expect, it } from 'vitest';
import { TO_GUEST } from '../../src/session/protocol.ts';
import { makeOwn } from '../../src/template/make-own.ts';
import { SpokenMonitor } from '../qemu/spoken-monitor.ts';
import { SpokenSession } from '../session/spoken-session.ts';

it.each([
  [true, 1],
  [false, 0],
])('gives a VM its devices, and tells its guest how many; used: %s', async (used, flags) => {
  const qemu = new SpokenMonitor();
  const plugs = ['one', 'two'].map((driver) => ({ device: { driver } }));
  const guest = new SpokenSession({ monitor: qemu.monitor, plugs });
  let repair: Buffer | undefined;
  const port = guest.vm.ports[0]!;
  const write = port.write.bind(port) as (bytes: Buffer) => boolean;
  port.write = ((bytes: Buffer) => {
    if (bytes.readUInt32LE(0) === TO_GUEST.repair) repair = bytes.subarray(12);
    return write(bytes);
  }) as typeof port.write;
  await makeOwn(guest, used);
  expect(qemu.told.filter((command) => command === 'device_add')).toHaveLength(2);
  expect([repair!.readUInt32LE(12), repair!.readUInt32LE(16)]).toEqual([flags, 2]);
  await guest.session.close();
});
