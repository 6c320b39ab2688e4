import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { contentOf, expectSound, output, superblockOf } from '../support/judge.ts';
import { file, makeImage, treeOf } from '../support/trees.ts';

const scratch = scratchDirectory();

describe('resize2fs', () => {
  it.each([
    ['20M', '100M'],
    ['130M', '3G'],
    ['400M', '6G'],
    ['200M', '150M'],
  ])('takes an image from %s to %s', async (from, to) => {
    const image = join(scratch, `${from}-${to}`);
    const text = 'x'.repeat(100_000);
    await makeImage(image, treeOf({ '/d/a': file(text), '/b': file('y') }), from);
    expectSound(image);
    if (Number.parseFloat(to) * (to.endsWith('G') ? 1024 : 1) > Number.parseFloat(from)) {
      truncateSync(image, Number.parseFloat(to) * (to.endsWith('G') ? 2 ** 30 : 2 ** 20));
    }
    output('resize2fs', image, to);
    expectSound(image);
    const blocks = (Number.parseFloat(to) * (to.endsWith('G') ? 2 ** 30 : 2 ** 20)) / 4096;
    expect(Number(superblockOf(image)['Block count'])).toBe(blocks);
    expect(contentOf(image, '/d/a').toString()).toBe(text);
  });
});
