import { type Device, deviceArguments } from './device.ts';
import { escapeCommas } from './escape-commas.ts';
import type { Machine } from './machine.ts';

/** A disk image of the user's. The file's name is absolute and as QEMU can open it. */
export interface VmDisk {
  file: string;
  format: 'raw' | 'qcow2';
  /** What the guest writes is refused; else it is kept. */
  readOnly: boolean;
  /** A disk of this machine, not a file. */
  isDevice?: boolean;
}

/** What the guest of a VM has written to its root, as a file in qcow2 over the root's image. */
export interface RootLayer {
  /** As QEMU can open it. */
  file: string;
  /** Whether what the guest writes goes to it; else it is thrown away, as without a layer. */
  written: boolean;
}

/** The root, and the modules image: both are shared by many VMs, and nothing that is written is kept. */
export function ownDiskArguments(
  {
    root,
    layer,
    modules,
  }: { root?: string | undefined; layer?: RootLayer | undefined; modules?: string | undefined },
  { bus }: Machine,
): string[] {
  const device = (drive: string, id: string) => [
    ...['-drive', drive],
    ...['-device', `virtio-blk-${bus},drive=${id}`],
  ];
  return [
    ...(root === undefined ? [] : device(rootDrive(root, layer), 'root')),
    ...(modules === undefined ? [] : device(modulesDrive(modules), 'modules')),
  ];
}

/** The user's come after our own, and are known by their serial numbers: disk0, disk1, ... */
export function diskArguments(disks: readonly VmDisk[], machine: Machine): string[] {
  return disks.flatMap(({ file, format, readOnly }, index) => {
    const drive = [
      `file=${escapeCommas(file)}`,
      `format=${format}`,
      ...['if=none', `id=disk${index}`],
      ...(readOnly ? ['readonly=on'] : []),
    ];
    return ['-drive', drive.join(','), ...deviceArguments(diskDevice(index, machine))];
  });
}

export function diskDevice(index: number, { bus }: Machine): Device {
  const id = `disk${index}`;
  return { driver: `virtio-blk-${bus}`, drive: id, serial: id };
}

function rootDrive(root: string, layer?: RootLayer): string {
  return [
    ...(layer === undefined
      ? [`file=${escapeCommas(root)}`, 'format=raw']
      : [
          ...[`file=${escapeCommas(layer.file)}`, 'format=qcow2'],
          ...['backing.driver=raw', `backing.file.filename=${escapeCommas(root)}`],
          'backing.file.locking=off',
        ]),
    'if=none',
    'id=root',
    // Writes go to a deleted temporary file: the image itself is only read.
    ...(layer?.written ? [] : ['snapshot=on']),
    'werror=report', // where the disk is full, the guest hears of it; by default it would stand still for ever
    'cache=unsafe', // nothing of them is kept, so nothing need be safe
    'file.locking=off', // other VMs, and a build that replaces the image, do not matter
  ].join(',');
}

function modulesDrive(file: string): string {
  return [
    `file=${escapeCommas(file)}`,
    'format=raw',
    'if=none',
    'id=modules',
    'readonly=on', // many VMs share it
    'file.locking=off',
  ].join(',');
}
