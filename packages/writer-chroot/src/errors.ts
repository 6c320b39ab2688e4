import { type BytePath, displayPath, SuperminError, systemErrorCode } from '@supermin/core';
import { sourceFailures } from '@supermin/core/writer';

/** Of files that change while they are copied. */
export const SOURCE_FAILURES = sourceFailures('CHROOT_SOURCE_CHANGED', 'chroot');

export function badLinkMode(text: string): SuperminError {
  return new SuperminError('CHROOT_LINK', `invalid --link mode '${text}'`, {
    hint: 'use --link reflink, hard, copy or auto',
  });
}

export function pathTooLong(path: BytePath, directory: BytePath): SuperminError {
  return new SuperminError(
    'CHROOT_PATH',
    `${displayPath(path.slice(0, 200))}...: this path, below ${displayPath(directory)}, is longer than the 4095 bytes that Linux allows`,
    { hint: 'choose an output directory with a shorter path, or exclude it' },
  );
}

export function cannotShare(
  mode: 'hard' | 'reflink',
  source: BytePath,
  target: BytePath,
  cause: unknown,
): SuperminError {
  const what = mode === 'hard' ? 'hard-linked' : 'cloned';
  return new SuperminError(
    'CHROOT_LINK',
    `${displayPath(source)} cannot be ${what} to ${displayPath(target)} (${systemErrorCode(cause)})`,
    {
      hint:
        mode === 'hard'
          ? 'hard links need one filesystem, and for files of other users root; use --link auto'
          : 'clones need one filesystem of a kind that has them, btrfs or XFS; use --link auto',
      cause,
    },
  );
}

export function cannotWrite(path: BytePath, cause: unknown): SuperminError {
  const text = `cannot write ${displayPath(path)} (${systemErrorCode(cause)})`;
  return new SuperminError('CHROOT_WRITE', text, {
    hint: 'the filesystem may lack what a system needs: use one such as ext4, XFS or btrfs',
    cause,
  });
}

/** @param reason what `tar` says */
export function cannotMakeSpecial(path: BytePath, reason: string): SuperminError {
  return new SuperminError(
    'CHROOT_SPECIAL',
    `cannot make the device or fifo ${displayPath(path)}: ${reason}`,
  );
}
