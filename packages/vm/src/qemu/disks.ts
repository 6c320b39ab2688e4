import { escapeCommas } from './escape-commas.ts';
import type { Machine } from './machine.ts';

/** A disk image of the user's. The file's name is absolute and as QEMU can open it. */
export interface VmDisk {
  file: string;
  format: 'raw' | 'qcow2';
  /** What the guest writes is refused; else it is kept. */
  readOnly: boolean;
}

/** The root, and the modules image: both are shared by many VMs, and nothing that is written is kept. */
export function ownDiskArguments(
  { root, modules }: { root?: string | undefined; modules?: string | undefined },
  { bus }: Machine,
): string[] {
  const device = (drive: string, id: string) => [
    ...['-drive', drive],
    ...['-device', `virtio-blk-${bus},drive=${id}`],
  ];
  return [
    ...(root === undefined ? [] : device(rootDrive(root), 'root')),
    ...(modules === undefined ? [] : device(modulesDrive(modules), 'modules')),
  ];
}

/** The user's come after our own, and are known by their serial numbers: disk0, disk1, ... */
export function diskArguments(disks: readonly VmDisk[], { bus }: Machine): string[] {
  return disks.flatMap(({ file, format, readOnly }, index) => {
    const drive = [
      `file=${escapeCommas(file)}`,
      `format=${format}`,
      ...['if=none', `id=disk${index}`],
      ...(readOnly ? ['readonly=on'] : []),
    ];
    return [
      ...['-drive', drive.join(',')],
      ...['-device', `virtio-blk-${bus},drive=disk${index},serial=disk${index}`],
    ];
  });
}

function rootDrive(file: string): string {
  return [
    `file=${escapeCommas(file)}`,
    'format=raw',
    'if=none',
    'id=root',
    'snapshot=on', // writes go to a deleted temporary file: the image itself is only read
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
