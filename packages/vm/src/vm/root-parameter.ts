import { OWN_DIRECTORY, readExtSuperblock } from '@supermin/boot';
import type { BytePath } from '@supermin/core';

/** The first virtio disk, on machines that number them in the order in which QEMU has them. */
const FIRST_DISK = '/dev/vda';

/**
 * What the guest is told of its root: by UUID, because Linux numbers disks as it finds them. With two disks, armv7 takes
 * the last one first, and s390x either.
 *
 * @param image of the root; undefined where the initrd is the root, in which our init has a place of its own
 */
export function rootParameter(image: BytePath | undefined): string {
  if (image === undefined) return `rdinit=/${OWN_DIRECTORY}/init`;
  const { uuid } = readExtSuperblock({ kind: 'path', path: image }) ?? {};
  return uuid === undefined || /^[0-]*$/.test(uuid) ? `root=${FIRST_DISK}` : `root=UUID=${uuid}`;
}
