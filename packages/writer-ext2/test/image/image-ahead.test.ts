import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { startCopyThread } from '@supermin/core/copy';
import { describe, expect, it } from 'vitest';
import { ImageAhead } from '../../src/image/image-ahead.ts';
import { writeImage } from '../../src/image/write-image.ts';
import { expectSound } from '../support/judge.ts';
import { useScratch } from '../support/scratch.ts';
import { file, hostFile, plan, quiet, treeOf } from '../support/trees.ts';

const scratch = useScratch();
const MIB = 2 ** 20;
const SIZE = 128 * MIB;

/** On sources there is no program for it: it ends at once, and all is left to the first thread. */
const thread = () => startCopyThread(Number.POSITIVE_INFINITY)!;

function sample(name: string) {
  const ahead = Array.from({ length: 40 }, (_, n) => {
    const path = scratch(`${name}-${n}`);
    writeFileSync(path, Buffer.alloc(MIB - n, `module ${n}`));
    return hostFile(path, MIB - n);
  });
  const tree = () =>
    treeOf({
      '/bin/sh': file('shell'),
      ...Object.fromEntries(ahead.map((node, n) => [`/lib/m/${n}`, node])),
      '/var/z': file('last'),
    });
  return { ahead, tree };
}

describe('an image that is begun', () => {
  it('comes to the same bytes', async () => {
    const { ahead, tree } = sample('same');
    const planned = plan(tree(), '128M', { ahead });
    await writeImage(planned, scratch('plain'), quiet);
    const begun = ImageAhead.begin(scratch('begun'), SIZE, ahead, thread())!;
    await writeImage(planned, scratch('begun'), { ...quiet, ahead: begun });
    await begun.stop();
    expectSound(scratch('begun'));
    expect(readFileSync(scratch('begun')).equals(readFileSync(scratch('plain')))).toBe(true);
  });

  it('is begun anew when it is planned in another way: nothing of the first is left', async () => {
    const { ahead, tree } = sample('other');
    const begun = ImageAhead.begin(scratch('anew'), SIZE, ahead, thread())!;
    const planned = plan(tree(), '128M', { ahead: ahead.slice(1) });
    await writeImage(planned, scratch('anew'), { ...quiet, ahead: begun });
    await begun.stop();
    expectSound(scratch('anew'));
    await writeImage(planned, scratch('clean'), quiet);
    expect(readFileSync(scratch('anew')).equals(readFileSync(scratch('clean')))).toBe(true);
  });

  it('can be given up, and stopped twice', async () => {
    const { ahead } = sample('given-up');
    const begun = ImageAhead.begin(scratch('given-up'), SIZE, ahead, thread())!;
    await begun.stop();
    await begun.stop();
    expect(begun.take(plan(treeOf({}), '128M'))).toBeUndefined();
  });

  it('is not begun if the files do not fit', async () => {
    const path = scratch('little');
    const helper = thread();
    expect(ImageAhead.begin(path, SIZE, [hostFile(path, 2 * SIZE)], helper)).toBeUndefined();
    expect(existsSync(path)).toBe(false);
    await helper.stop();
  });
});
