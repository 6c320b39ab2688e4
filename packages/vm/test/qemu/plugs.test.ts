import { expect, it } from 'vitest';
import { machineFor } from '../../src/qemu/machine.ts';
import type { Monitor } from '../../src/qemu/monitor.ts';
import { plugIn, plugPortArguments, plugsOf } from '../../src/qemu/plugs.ts';

const PLUGS = plugsOf(
  {
    disks: [
      { file: '/a,b', format: 'raw', readOnly: true },
      { file: '/dev/sdz', format: 'qcow2', readOnly: false, isDevice: true },
    ],
    shares: [
      { tag: 'share0', type: 'virtiofs', fd: 9 },
      { tag: 'share1', type: '9p', directory: '/d', readOnly: true },
    ],
  },
  machineFor('x86_64'),
);

it('are functions of one device in the order of a boot: disks, then shares', () => {
  expect(PLUGS.map(({ device }) => Object.values(device).join(' '))).toEqual([
    'virtio-blk-pci disk0 disk0 plugs 0.0 true',
    'virtio-blk-pci disk1 disk1 plugs 0.1 true',
    'vhost-user-fs-pci share0 share0 plugs 0.2 true',
    'virtio-9p-pci share1 share1 plugs 0.3 true',
  ]);
  expect(plugPortArguments()).toEqual(['-device', 'pcie-root-port,id=plugs']);
});

it('have files opened by their names as they are, read-only where that is asked for', () => {
  expect(PLUGS.map(({ node }) => node)).toEqual([
    {
      ...{ driver: 'raw', 'node-name': 'disk0', 'read-only': true },
      file: { driver: 'file', filename: '/a,b' },
    },
    {
      ...{ driver: 'qcow2', 'node-name': 'disk1', 'read-only': false },
      file: { driver: 'host_device', filename: '/dev/sdz' },
    },
    undefined,
    undefined,
  ]);
});

it('come with the first one last, which is when the guest looks, and a file before its device', async () => {
  const said: string[] = [];
  const monitor = {
    async command(name: string, { id: _, ...argument }: Record<string, unknown>) {
      said.push(`${name} ${argument['node-name'] ?? argument.addr}`);
    },
  } as unknown as Monitor;
  await plugIn(monitor, PLUGS);
  expect(said).toEqual([
    ...['device_add 0.3', 'device_add 0.2'],
    ...['blockdev-add disk1', 'device_add 0.1', 'blockdev-add disk0', 'device_add 0.0'],
  ]);
});

it('are not there when one is refused', async () => {
  const monitor = {
    command: (name: string) => (name === 'blockdev-add' ? Promise.reject(new Error('locked')) : {}),
  } as unknown as Monitor;
  await expect(plugIn(monitor, PLUGS)).rejects.toThrow('locked');
});
