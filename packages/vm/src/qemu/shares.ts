import type { Device } from './device.ts';
import { escapeCommas } from './escape-commas.ts';
import type { Machine } from './machine.ts';

/** A directory of the host for the guest, known there by its tag. */
export type VmShare =
  | { tag: string; type: 'virtiofs' /** Inherited, connected to virtiofsd. */; fd: number }
  | { tag: string; type: '9p'; directory: string; readOnly: boolean };

/** QEMU's arguments for what serves a directory. */
export function shareArguments(share: VmShare): string[] {
  const { tag } = share;
  if (share.type === 'virtiofs') return ['-chardev', `socket,id=${tag},fd=${share.fd}`];
  const options = [
    `local,id=${tag},path=${escapeCommas(share.directory)}`,
    'security_model=none', // files belong to who runs QEMU, whoever made them in the guest
    'multidevs=remap',
    ...(share.readOnly ? ['readonly=on'] : []),
  ];
  return ['-fsdev', options.join(',')];
}

/** The device that leads to it. */
export function shareDevice({ tag, type }: VmShare, { bus }: Machine): Device {
  return type === 'virtiofs'
    ? { driver: `vhost-user-fs-${bus}`, chardev: tag, tag }
    : { driver: `virtio-9p-${bus}`, fsdev: tag, mount_tag: tag };
}
