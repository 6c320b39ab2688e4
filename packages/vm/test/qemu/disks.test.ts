import { expect, it } from 'vitest';
import { diskArguments, ownDiskArguments } from '../../src/qemu/disks.ts';
import { machineFor } from '../../src/qemu/machine.ts';

it("our own are never written to, and the user's follow", () => {
  const own = ownDiskArguments({ root: '/r', modules: '/m,n' }, machineFor('x86_64'));
  expect(own).toEqual([
    ...['-drive', expect.stringMatching(/^file=\/r,format=raw,.*id=root,snapshot=on,/)],
    ...['-device', 'virtio-blk-pci,drive=root'],
    ...['-drive', expect.stringMatching(/^file=\/m,,n,format=raw,.*id=modules,readonly=on,/)],
    ...['-device', 'virtio-blk-pci,drive=modules'],
  ]);
});

it('there are none of ours where the initrd is the root', () => {
  expect(ownDiskArguments({}, machineFor('x86_64'))).toEqual([]);
});

it("the user's have a format, a serial number and, if that is asked for, no writer", () => {
  const disks = [
    { file: '/a,b', format: 'raw', readOnly: false },
    { file: '/c', format: 'qcow2', readOnly: true },
  ] as const;
  expect(diskArguments(disks, machineFor('s390x'))).toEqual([
    ...['-drive', 'file=/a,,b,format=raw,if=none,id=disk0'],
    ...['-device', 'virtio-blk-ccw,drive=disk0,serial=disk0'],
    ...['-drive', 'file=/c,format=qcow2,if=none,id=disk1,readonly=on'],
    ...['-device', 'virtio-blk-ccw,drive=disk1,serial=disk1'],
  ]);
});
