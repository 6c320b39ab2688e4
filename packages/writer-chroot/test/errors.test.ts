import { describe, expect, it } from 'vitest';
import * as errors from '../src/errors.ts';

const WHY = Object.assign(new Error('why'), { code: 'EXDEV' });

describe('an error of the chroot writer says where, why, and what to do', () => {
  it.each([
    [errors.badLinkMode('soft'), 'CHROOT_LINK', /'soft'$/, /reflink, hard, copy or auto/],
    [
      errors.pathTooLong(`/${'a'.repeat(300)}`, '/out'),
      'CHROOT_PATH',
      /^\/a{199}\.\.\.: .* \/out, /,
      /shorter path/,
    ],
    [
      errors.cannotShare('hard', '/a', '/b', WHY),
      'CHROOT_LINK',
      /^\/a cannot be hard-linked to \/b \(EXDEV\)$/,
      /^hard links need/,
    ],
    [
      errors.cannotShare('reflink', '/a', '/b', WHY),
      'CHROOT_LINK',
      /^\/a cannot be cloned to \/b \(EXDEV\)$/,
      /^clones need/,
    ],
    [
      errors.cannotWrite('/a', WHY),
      'CHROOT_WRITE',
      /^cannot write \/a \(EXDEV\)$/,
      /ext4, XFS or btrfs/,
    ],
  ])('%s', (error, code, message, hint) => {
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });

  it('and keeps it', () => {
    expect(errors.cannotShare('hard', '/a', '/b', WHY).cause).toBe(WHY);
    expect(errors.cannotWrite('/a', WHY).cause).toBe(WHY);
    expect(errors.cannotMakeSpecial('/dev/x', 'no')).toMatchObject({
      ...{ code: 'CHROOT_SPECIAL', message: 'cannot make the device or fifo /dev/x: no' },
    });
  });
});
