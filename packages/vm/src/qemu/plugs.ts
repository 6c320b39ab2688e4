import { type Device, deviceArguments } from './device.ts';
import { diskDevice, type VmDisk } from './disks.ts';
import type { Machine } from './machine.ts';
import type { Monitor } from './monitor.ts';
import { shareDevice, type VmShare } from './shares.ts';

/** A device that is plugged into a running VM. */
export interface Plug {
  /** What QEMU has to open for it. */
  node?: Record<string, unknown>;
  device: Record<string, unknown>;
}

const PORT = 'plugs';

/** Functions of the one device that a port takes. */
export const MOST_PLUGS = 8;

/** The port that devices of a running VM are plugged into; QEMU can save a VM only without them. */
export function plugPortArguments(): string[] {
  return deviceArguments({ driver: 'pcie-root-port', id: PORT });
}

/** Devices of a VM in the order in which it would have them from the beginning. At most {@link MOST_PLUGS}. */
export function plugsOf(
  { disks, shares }: { disks: readonly VmDisk[]; shares: readonly VmShare[] },
  machine: Machine,
): Plug[] {
  const plugs: { node?: Record<string, unknown>; device: Device }[] = [
    ...disks.map((disk, index) => ({
      node: node(disk, index),
      device: diskDevice(index, machine),
    })),
    ...shares.map((share) => ({ device: shareDevice(share, machine) })),
  ];
  return plugs.map(({ device, ...others }, index) => ({
    ...others,
    device: { ...device, bus: PORT, addr: `0.${index}`, multifunction: true },
  }));
}

/** Has QEMU plug them in: function 0 last, as nobody sees the others before. */
export async function plugIn(monitor: Monitor, plugs: readonly Plug[]): Promise<void> {
  const commands = plugs
    .toReversed()
    .flatMap(({ node, device }) => [
      ...(node === undefined ? [] : [monitor.command('blockdev-add', node)]),
      monitor.command('device_add', device),
    ]);
  await Promise.all(commands);
}

/** The same as `-drive` makes of the arguments of a disk. */
function node(
  { file, format, readOnly, isDevice }: VmDisk,
  index: number,
): Record<string, unknown> {
  const driver = isDevice ? 'host_device' : 'file';
  return {
    ...{ driver: format, 'node-name': `disk${index}`, 'read-only': readOnly },
    file: { driver, filename: file },
  };
}
