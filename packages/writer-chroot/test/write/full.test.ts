import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { build, fromUnicode } from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';
import { describe, expect, it } from 'vitest';
import { writer } from '../../src/writer.ts';
import { emptyBackend } from '../support/empty-backend.ts';
import { list } from '../support/listing.ts';
import { mount, useScratch } from '../support/scratch.ts';
import { file, treeOf } from '../support/trees.ts';
import { IS_ROOT } from '../support/users.ts';
import { write } from '../support/write.ts';

if (!IS_ROOT) console.log('writer-chroot: full disks are tested by root only');

describe.runIf(IS_ROOT)('a full disk', () => {
  const scratch = useScratch();

  /** A small filesystem; undefined if it can't be had here. */
  function tmpfs(options: string): string | undefined {
    const directory = scratch();
    return mount(directory, '-t', 'tmpfs', '-o', options, 'none') ? directory : undefined;
  }

  function largeTree(): FileTree {
    const bytes = Buffer.alloc(300_000, 'x');
    return treeOf(Object.fromEntries([0, 1, 2, 3, 4].map((i) => [`/f${i}`, file(bytes)])));
  }

  it('is an error that names the path, and says what there was and what is needed', async () => {
    const top = tmpfs('size=1M');
    if (top === undefined) return;
    await expect(write(largeTree(), top)).rejects.toThrow(
      expect.objectContaining({
        code: 'NO_SPACE',
        message: `no space left for ${top}/f3: the chroot needs 1519616 bytes, 1048576 were available`,
      }),
    );
  });

  it('tells of inodes, where it is them that have run out', async () => {
    const top = tmpfs('size=4M,nr_inodes=4');
    if (top === undefined) return;
    await expect(write(largeTree(), top)).rejects.toThrow(
      expect.objectContaining({
        code: 'NO_SPACE',
        message: `no space left for ${top}/f3: the chroot needs 5 files, 3 were available`,
      }),
    );
  });

  it('leaves the previous output as it was, and no litter', async () => {
    const top = tmpfs('size=4M');
    if (top === undefined) return;
    const output = `${top}/out`;
    const input = scratch();
    const archive = `${input}/base.tar`;
    const make = (bytes: number) => {
      const content = scratch();
      writeFileSync(`${content}/f`, Buffer.alloc(bytes, 'x'));
      mkdirSync(`${content}/d`);
      execFileSync('tar', ['-cf', archive, '-C', content, 'f', 'd']);
      return build({
        ...{ inputs: [fromUnicode(input)], output, backend: emptyBackend, family: 'none/none' },
        ...{ writer, format: 'chroot', force: true },
      });
    };
    await make(1000);
    const before = list(output);
    expect([...before.keys()]).toEqual(['/d', '/f']);
    await expect(make(6_000_000)).rejects.toThrow(expect.objectContaining({ code: 'NO_SPACE' }));
    expect(list(output)).toEqual(before);
    expect(readdirSync(top)).toEqual(['out']);
  });
});
