import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Options, run } from '@supermin/test-support/programs';
import { serialLog } from '@supermin/test-support/vm';

/** How the image is attached: `-drive` and what else it takes. */
export type Bus = 'virtio-blk' | 'virtio-scsi' | 'ide';

/** The device of a drive. */
const DISKS: Readonly<Record<Bus, string>> = {
  'virtio-blk': 'virtio-blk-pci',
  'virtio-scsi': 'scsi-hd',
  ide: 'ide-hd',
};

export interface BootOptions extends Options {
  append?: string;
  /** A second disk with the modules image. */
  modules?: string;
  /** Whether it comes before the root. */
  place?: 'before' | 'behind';
}

/** On a busy machine an emulated timer is late, and the kernel would panic over it. */
const ALWAYS = 'console=ttyS0 no_timer_check panic=1';

/** Boots a full appliance by hand, as its users do, and returns what came out of its serial console. */
export function bootByHand(
  appliance: string,
  root: string,
  bus: Bus,
  options: BootOptions = {},
): Promise<string> {
  const disk = [
    ...['-drive', `file=${join(appliance, 'root')},format=raw,if=none,id=root,snapshot=on`],
    ...['-device', `${DISKS[bus]},drive=root`],
  ];
  const modules =
    options.modules === undefined
      ? []
      : [
          ...['-drive', `file=${options.modules},format=raw,if=none,id=modules,readonly=on`],
          ...['-device', `${DISKS[bus]},drive=modules`],
        ];
  return consoleOf(
    [
      ...['-machine', 'pc,accel=tcg', '-m', '512'],
      ...['-kernel', join(appliance, 'kernel'), '-initrd', join(appliance, 'initrd')],
      ...(bus === 'virtio-scsi' ? ['-device', 'virtio-scsi-pci'] : []),
      ...(options.place === 'before' ? [modules, disk] : [disk, modules]).flat(),
      ...['-append', `${ALWAYS} root=${root} ${options.append ?? ''}`],
    ],
    options,
  );
}

/** Boots an appliance that is all initramfs: there is no disk. */
export function bootInitramfs(appliance: string, options: Options = {}): Promise<string> {
  return consoleOf(
    [
      ...['-machine', 'pc,accel=tcg', '-m', '1024'],
      ...['-kernel', join(appliance, 'kernel'), '-initrd', join(appliance, 'initrd')],
      ...['-append', `${ALWAYS} quiet`],
    ],
    options,
  );
}

/** Runs a VM until it ends, or for three minutes, and returns all that it said on its serial port. */
export async function consoleOf(args: readonly string[], options: Options = {}): Promise<string> {
  const always = ['-nodefaults', '-display', 'none', '-no-reboot', '-no-user-config'];
  const serial = serialLog();
  const argv = [...always, '-serial', serial.backend, ...args];
  const { stderr } = await run('qemu-system-x86_64', argv, { timeout: 180_000, ...options });
  return serial.text() + stderr;
}

export const HAS_QEMU = process.arch === 'x64' && existsSync('/usr/bin/qemu-system-x86_64');
