import { closeSync, openSync, readSync } from 'node:fs';
import { type BytePath, toSystemPath } from '@supermin/core';

/** Of an ext2, ext3 or ext4 filesystem: where its superblock is, and fields in that. */
const SUPERBLOCK = { at: 1024, length: 136, magic: 56, uuid: 104 };
const MAGIC = 0xef53;

/** The first virtio disk, on machines that number them in the order in which QEMU has them. */
const FIRST_DISK = '/dev/vda';

/**
 * What the guest is told of its root: by UUID, because Linux numbers disks as it finds them. With two disks, armv7 takes
 * the last one first, and s390x either.
 *
 * @param image of the root
 */
export function rootParameter(image: BytePath): string {
  const superblock = Buffer.alloc(SUPERBLOCK.length);
  const fd = openSync(toSystemPath(image), 'r');
  try {
    readSync(fd, superblock, 0, superblock.length, SUPERBLOCK.at);
  } finally {
    closeSync(fd);
  }
  const uuid = superblock.toString('hex', SUPERBLOCK.uuid, SUPERBLOCK.uuid + 16);
  if (superblock.readUInt16LE(SUPERBLOCK.magic) !== MAGIC || /^0*$/.test(uuid)) {
    return `root=${FIRST_DISK}`;
  }
  return `root=UUID=${uuid.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
}
