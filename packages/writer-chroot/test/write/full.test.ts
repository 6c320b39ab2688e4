import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { build, fromUnicode } from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';
import { listDirectory } from '@supermin/test-support/listing';
import { mount } from '@supermin/test-support/mounts';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { file, treeOf } from '@supermin/test-support/trees';
import { IS_ROOT } from '@supermin/test-support/users';
import { emptyBackend } from '@supermin/test-support/writers';
import { describe, expect, it } from 'vitest';
import type { ChrootPlan } from '../../src/plan/chroot-plan.ts';
import { shortageOf } from '../../src/write/full.ts';
import { writer } from '../../src/writer.ts';
import { write } from '../support/write.ts';

if (!IS_ROOT) console.log('writer-chroot: full disks are tested by root only');

describe('shortageOf', () => {
  const plan = {
    ...{ directories: [{}], symlinks: [{}, {}], specials: [{}, {}, {}] },
    files: [1, 4096, 4097].map((size) => ({ node: { size } })),
  } as unknown as ChrootPlan;
  const shortage = (inodes: number, hasInodes = true) =>
    shortageOf(plan, { bytes: 5, inodes, hasInodes });

  it('is of inodes where there are fewer than entries', () => {
    expect(shortage(8)).toEqual({ need: 9, have: 8, unit: 'files', what: 'the chroot' });
  });

  it.each([
    ['as many', 9, true],
    ['no fixed number', 0, false],
  ])('else of bytes, in whole blocks: %s', (_, inodes, hasInodes) => {
    expect(shortage(inodes, hasInodes)).toEqual({
      ...{ need: (2 + 1 + 1 + 2) * 4096, have: 5, unit: 'bytes', what: 'the chroot' },
    });
  });
});

describe.runIf(IS_ROOT)('a full disk', () => {
  /** A small filesystem; undefined if it cannot be had here. */
  function tmpfs(options: string): string | undefined {
    const directory = scratchDirectory();
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
    const input = scratchDirectory();
    const archive = `${input}/base.tar`;
    const make = (bytes: number) => {
      const content = scratchDirectory();
      writeFileSync(`${content}/f`, Buffer.alloc(bytes, 'x'));
      mkdirSync(`${content}/d`);
      execFileSync('tar', ['-cf', archive, '-C', content, 'f', 'd']);
      return build({
        ...{ inputs: [fromUnicode(input)], output, backend: emptyBackend, family: 'none/none' },
        ...{ writer, format: 'chroot', force: true },
      });
    };
    await make(1000);
    const before = listDirectory(output);
    expect([...before.keys()]).toEqual(['/d', '/f']);
    await expect(make(6_000_000)).rejects.toThrow(expect.objectContaining({ code: 'NO_SPACE' }));
    expect(listDirectory(output)).toEqual(before);
    expect(readdirSync(top)).toEqual(['out']);
  });
});
