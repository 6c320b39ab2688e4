import { mkdirSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { mountPoints, parseMountinfo, refuseMountsBelow } from '../../src/output/mounts.ts';
import { canMount, mounted } from '../support/mount.ts';
import { available } from '../support/programs.ts';

describe('parseMountinfo', () => {
  it('takes device, root and place, with their escapes undone', () => {
    const text = [
      '22 27 0:21 / / rw,relatime shared:1 - ext4 /dev/vda rw',
      '23 22 0:22 / /a\\040b\\011\\012\\134x rw - tmpfs none rw',
      '24 22 0:23 /sub\\040dir /caf\xe9 rw - tmpfs none rw',
      '',
    ].join('\n');
    expect(parseMountinfo(text)).toEqual([
      { device: '0:21', root: '/', point: '/' },
      { device: '0:22', root: '/', point: '/a b\t\n\\x' },
      { device: '0:23', root: '/sub dir', point: '/caf\xe9' },
    ]);
  });

  it('junk gives nothing', () => {
    expect(parseMountinfo('junk\n\n1 2 3\n')).toEqual([]);
  });
});

it('mountPoints: at least the root and /proc', () => {
  expect(mountPoints()).toEqual(expect.arrayContaining(['/', '/proc']));
});

describe.runIf(available('mounts: only root may', canMount))('refuseMountsBelow', () => {
  it('finds bind mounts of the same device, and nothing beside or at the directory', () => {
    const root = scratchDirectory();
    for (const name of ['out/sub dir', 'out2', 'source']) {
      mkdirSync(`${root}/${name}`, { recursive: true });
    }
    mounted(['--bind', `${root}/source`, `${root}/out/sub dir`], () => {
      expect(() => refuseMountsBelow(`${root}/out`)).toThrow(
        `${root}/out/sub dir is a mounted filesystem`,
      );
      expect(() => refuseMountsBelow(`${root}/out/sub dir`)).not.toThrow();
      expect(() => refuseMountsBelow(`${root}/out2`)).not.toThrow();
    });
    expect(() => refuseMountsBelow(`${root}/out`)).not.toThrow();
  });
});
