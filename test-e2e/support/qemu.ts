import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Finished, type Options, run } from './processes.ts';

/** How the image is attached: `-drive` and what else it takes. */
export type Bus = 'virtio-blk' | 'virtio-scsi' | 'ide';

const BUSES: Readonly<Record<Bus, string[]>> = {
  'virtio-blk': ['-device', 'virtio-blk-pci,drive=root'],
  'virtio-scsi': ['-device', 'virtio-scsi-pci', '-device', 'scsi-hd,drive=root'],
  ide: ['-device', 'ide-hd,drive=root'],
};

/** Boots a full appliance by hand, as its users do, and returns what came out of its serial console. */
export function bootByHand(
  appliance: string,
  root: string,
  bus: Bus,
  options: Options & { append?: string } = {},
): Promise<Finished> {
  return run(
    'qemu-system-x86_64',
    [
      ...['-nodefaults', '-display', 'none', '-no-reboot', '-no-user-config'],
      ...['-machine', 'pc,accel=tcg', '-m', '512', '-serial', 'stdio'],
      ...['-kernel', join(appliance, 'kernel'), '-initrd', join(appliance, 'initrd')],
      ...['-drive', `file=${join(appliance, 'root')},format=raw,if=none,id=root,snapshot=on`],
      ...BUSES[bus],
      ...['-append', `console=ttyS0 root=${root} panic=1 ${options.append ?? ''}`],
    ],
    { timeout: 180_000, ...options },
  );
}

export const HAS_QEMU = process.arch === 'x64' && existsSync('/usr/bin/qemu-system-x86_64');
