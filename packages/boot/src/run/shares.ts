import { statSync } from 'node:fs';
import { type BytePath, displayPath, systemErrorCode, toSystemPath } from '@supermin/core';
import { shareImpossible, shareUnusable } from '../errors.ts';
import type { ShareType } from './guest-filesystems.ts';
import type { Virtiofsd } from './virtiofsd.ts';

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
 * else 9p, which QEMU serves itself but many kernels lack.
 *
 * @param guest what the guest's kernel can mount; undefined: not known, so anything
 * @param daemon as `findVirtiofsd` gives it: the daemon, or why there is none
 * @throws SuperminError `SHARE_UNUSABLE` (no such directory), `SHARE_IMPOSSIBLE` (with what to install)
 */
export function planShares(
  shares: readonly Share[],
  guest: ReadonlySet<ShareType> | undefined,
  daemon: Virtiofsd | string,
): ShareMount[] {
  if (shares.length === 0) return [];
  const type = chooseType(guest, daemon);
  return shares.map((share, index) => {
    checkShare(share);
    return { ...share, readOnly: share.readOnly ?? false, type, tag: `share${index}` };
  });
}

function chooseType(
  guest: ReadonlySet<ShareType> | undefined,
  daemon: Virtiofsd | string,
): ShareType {
  const mounts = (type: ShareType) => guest === undefined || guest.has(type);
  if (mounts('virtiofs') && typeof daemon !== 'string') return 'virtiofs';
  // Not knowing the guest's kernel, virtiofs is the better guess: every distribution's has it.
  if (mounts('9p')) return '9p';
  throw shareImpossible(guest, typeof daemon === 'string' ? daemon : undefined);
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
  if (!isDirectory) throw shareUnusable(`${displayPath(directory)}: not a directory`);
}
