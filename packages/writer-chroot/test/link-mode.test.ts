import { describe, expect, it } from 'vitest';
import { parseLinkMode } from '../src/link-mode.ts';

describe('parseLinkMode', () => {
  it.each(['reflink', 'hard', 'copy', 'auto'])('takes %s', (mode) => {
    expect(parseLinkMode(mode)).toBe(mode);
  });

  it('is auto where nothing is said', () => {
    expect(parseLinkMode(undefined)).toBe('auto');
  });

  it.each(['', 'symlink', 'AUTO', true, 3])('refuses %j, with a hint', (mode) => {
    expect(() => parseLinkMode(mode)).toThrow(
      expect.objectContaining({
        code: 'CHROOT_LINK',
        hint: 'use --link reflink, hard, copy or auto',
      }),
    );
  });
});
