import { OWN_DIRECTORY, readExtSuperblock } from '@supermin/boot';
import type { Appliance } from '../appliance/appliance-files.ts';

/** The first virtio disk, on machines that number them in the order in which QEMU has them. */
const FIRST_DISK = '/dev/vda';

/**
 * What the guest is told of its root: by UUID, because Linux numbers disks as it finds them. With two disks, armv7 takes
 * the last one first, and s390x either.
 *
 * A directory of this machine is known by its tag; the guest writes to a layer over it. Where the initrd is the root, our init has a
 * place of its own in it.
 */
export function rootParameter({ root, rootShare }: Pick<Appliance, 'root' | 'rootShare'>): string {
  if (rootShare !== undefined) {
    return `root=${rootShare.tag} rootfstype=${rootShare.type} supermin.overlay`;
  }
  if (root === undefined) return `rdinit=/${OWN_DIRECTORY}/init`;
  const { uuid } = readExtSuperblock({ kind: 'path', path: root }) ?? {};
  return uuid === undefined || /^[0-]*$/.test(uuid) ? `root=${FIRST_DISK}` : `root=UUID=${uuid}`;
}
