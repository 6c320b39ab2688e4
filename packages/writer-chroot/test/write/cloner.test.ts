import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mount } from '@supermin/test-support/mounts';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { Cloner } from '../../src/write/cloner.ts';

describe.runIf(IS_ROOT)('on a filesystem without clones', () => {
  /** tmpfs has none. */
  function files(): { source: string; target: string } | undefined {
    const top = scratchDirectory();
    if (!mount(top, '-t', 'tmpfs', 'none')) return undefined;
    const source = join(top, 'source');
    writeFileSync(source, 'x');
    return { source, target: join(top, 'target') };
  }

  it('auto: a copy is made instead, and after eight failures none is tried any more', () => {
    const paths = files();
    if (paths === undefined) return;
    const cloner = new Cloner('auto');
    for (let attempt = 0; attempt < 8; attempt++) {
      expect(cloner.trying).toBe(true);
      expect(cloner.clone(paths.source, paths.target)).toBe(false);
      expect(existsSync(paths.target)).toBe(false);
    }
    expect(cloner.trying).toBe(false);
  });

  it('reflink: that is an error', () => {
    const paths = files();
    if (paths === undefined) return;
    const cloner = new Cloner('reflink');
    expect(() => cloner.clone(paths.source, paths.target)).toThrow(
      expect.objectContaining({ code: 'CHROOT_LINK', message: expect.stringContaining('cloned') }),
    );
    expect(cloner.trying).toBe(true);
  });
});

it.each(['hard', 'copy'] as const)('%s: none is tried', (mode) => {
  expect(new Cloner(mode).trying).toBe(false);
});
