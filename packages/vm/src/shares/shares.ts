import { statSync } from 'node:fs';
import {
  type BytePath,
  displayPath,
  joinPath,
  type SuperminError,
  systemErrorCode,
  toSystemPath,
} from '@supermin/core';
import { readOnlyImpossible, shareImpossible, shareUnusable } from '../errors/shares.ts';
import type { ShareType } from './guest-filesystems.ts';
import { type Virtiofsd, whyNotReadOnly } from './virtiofsd.ts';

/** A directory of the host for the guest. */
export interface Share {
  /** Absolute. */
  directory: BytePath;
  /** Where it is seen in the guest: absolute. Made if it is not there. */
  mount: BytePath;
  readOnly?: boolean;
}

/** A share with everything decided. */
export interface ShareMount extends Required<Share> {
  type: ShareType;
  /** By which the guest knows it. */
  tag: string;
}

/**
 * Decides how each share gets into the guest: virtiofs where the guest's kernel has it and its daemon can be run,
 * else 9p, which QEMU serves itself but many kernels lack. A share inside another one's mount point comes after that one.
 *
 * @param guest what the guest's kernel can mount; undefined: not known, so anything
 * @param daemon as `findVirtiofsd` gives it: the daemon, or why there is none
 * @param whyWritable for tests: why the daemon cannot keep a guest from writing to a directory
 * @throws SuperminError `SHARE_UNUSABLE` (no such directory), `SHARE_IMPOSSIBLE` (with what to install)
 */
export function planShares(
  shares: readonly Share[],
  guest: ReadonlySet<ShareType> | undefined,
  daemon: Virtiofsd | string,
  whyWritable: typeof whyNotReadOnly = whyNotReadOnly,
): ShareMount[] {
  return outerFirst(shares).map((share, index) => {
    checkShare(share);
    const type = chooseType(share, guest, daemon, whyWritable);
    return { ...share, readOnly: share.readOnly ?? false, type, tag: `share${index}` };
  });
}

/** What is mounted on `/mnt` would hide what has been mounted on `/mnt/x` before. */
function outerFirst(shares: readonly Share[]): Share[] {
  const depth = ({ mount }: Share) => mount.split('/').filter((name) => name !== '').length;
  return [...shares].sort((a, b) => depth(a) - depth(b));
}

function chooseType(
  share: Share,
  guest: ReadonlySet<ShareType> | undefined,
  daemon: Virtiofsd | string,
  whyWritable: typeof whyNotReadOnly,
): ShareType {
  const mounts = (type: ShareType) => guest === undefined || guest.has(type);
  // Not knowing the guest's kernel, virtiofs is the better guess: every distribution's has it.
  if (!mounts('virtiofs') || typeof daemon === 'string') {
    if (mounts('9p')) return '9p';
    throw shareImpossible(guest, typeof daemon === 'string' ? daemon : undefined);
  }
  const problem = problemOf(share, daemon, whyWritable);
  if (problem === undefined) return 'virtiofs';
  // QEMU serves it itself, and refuses all that writes.
  if (mounts('9p')) return '9p';
  throw problem;
}

function problemOf(
  { directory, readOnly }: Share,
  daemon: Virtiofsd,
  whyWritable: typeof whyNotReadOnly,
): SuperminError | undefined {
  const name = toSystemPath(directory).toString();
  if (!Buffer.from(name).equals(Buffer.from(directory, 'latin1'))) {
    return shareUnusable(`${displayPath(directory)}: virtiofsd takes only names in UTF-8`);
  }
  const writable = readOnly ? whyWritable(daemon, name) : undefined;
  return writable === undefined ? undefined : readOnlyImpossible(directory, writable);
}

function checkShare({ directory, mount }: Share): void {
  if (!mount.startsWith('/') || mount === '/') {
    throw shareUnusable(`${displayPath(mount)}: not an absolute path below / in the guest`);
  }
  let isDirectory: boolean;
  try {
    isDirectory = statSync(toSystemPath(directory)).isDirectory();
  } catch (error) {
    const code = systemErrorCode(error);
    throw shareUnusable(
      `${displayPath(directory)}: ${code === 'ENOENT' ? 'no such directory' : code}`,
    );
  }
  if (!isDirectory) {
    const hint = 'share the directory that it is in; a disk image is given with --disk';
    throw shareUnusable(`${displayPath(directory)}: not a directory`, hint);
  }
}

/** Whether a path of the VM lies on a share. */
export function isShared(path: BytePath, shares: readonly Pick<Share, 'mount'>[]): boolean {
  return shareOf(path, shares) !== undefined;
}

/** The share that a path of the VM lies on, the innermost. */
export function shareOf<S extends Pick<Share, 'mount'>>(
  path: BytePath,
  shares: readonly S[],
): S | undefined {
  return innermost(shares, ({ mount }) => mount, path);
}

/** The share in which a path of this machine is seen, the innermost. */
export function shareWith<S extends Pick<Share, 'directory'>>(
  path: BytePath,
  shares: readonly S[],
): S | undefined {
  return innermost(shares, ({ directory }) => directory, path);
}

function innermost<S>(
  shares: readonly S[],
  placeOf: (share: S) => BytePath,
  path: BytePath,
): S | undefined {
  const length = (share: S) => placeOf(share).length;
  return shares
    .filter((share) => `${path}/`.startsWith(joinPath(placeOf(share), '')))
    .sort((one, other) => length(other) - length(one))[0];
}
