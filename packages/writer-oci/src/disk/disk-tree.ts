import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { type BytePath, joinPath, systemErrorCode, toSystemPath } from '@supermin/core';
import { type DirectoryNode, type FileNode, FileTree } from '@supermin/core/writer';
import { unreadableKernel } from '../errors.ts';
import type { PlannedLayer } from '../layers/layer-plan.ts';

/** Where KubeVirt is told to find them in the image. */
export const DISK_PATHS = {
  kernel: '/boot/kernel',
  initrd: '/boot/initrd',
  root: '/disk/root.qcow2',
} as const;

/** KubeVirt runs QEMU as this user and group, and wants it to own what it opens. */
const QEMU = 107;

/** So that a kernel is the same layer in every appliance. */
const OWNER = { uid: QEMU, gid: QEMU, mtime: 0 };

/**
 * The layers of a disk image: the kernel and its initrd; the disk, which changes more often.
 *
 * @param directory what the ext2 writer has written
 * @throws SuperminError `OCI_KERNEL`; system errors
 */
export function diskLayers(directory: BytePath, image: BytePath): PlannedLayer[] {
  const boot = new FileTree(0);
  const kernel = followed(joinPath(directory, 'kernel'));
  requireReadable(kernel);
  boot.put(DISK_PATHS.kernel, fileNode(kernel), ownDirectory);
  boot.put(DISK_PATHS.initrd, fileNode(joinPath(directory, 'initrd')), ownDirectory);
  const disk = new FileTree(0);
  disk.put(DISK_PATHS.root, fileNode(image), ownDirectory);
  return [
    { tree: boot, title: 'kernel and initrd' },
    { tree: disk, title: 'disk image' },
  ];
}

function fileNode(path: BytePath): FileNode {
  const { size } = statSync(toSystemPath(path));
  return { type: 'file', ...OWNER, mode: 0o440, size, content: { kind: 'path', path } };
}

function ownDirectory(): DirectoryNode {
  return { type: 'directory', ...OWNER, mode: 0o755, children: new Map() };
}

/** The kernel is a link to the host's. */
function followed(path: BytePath): BytePath {
  return realpathSync.native(toSystemPath(path), { encoding: 'buffer' }).toString('latin1');
}

/** A link to it is enough for other formats; here its bytes are needed. */
function requireReadable(kernel: BytePath): void {
  try {
    accessSync(toSystemPath(kernel), constants.R_OK);
  } catch (error) {
    if (systemErrorCode(error) !== 'EACCES') throw error;
    throw unreadableKernel(kernel);
  }
}
