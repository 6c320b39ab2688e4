import { closeSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCopyThread } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { ImageAhead } from '../../src/image/image-ahead.ts';
import { writeImage } from '../../src/image/write-image.ts';
import { filesAhead } from '../../src/plan/plan-ahead.ts';
import { expectSound } from '../support/judge.ts';
import { file, hostFile, plan, quiet, treeOf } from '../support/trees.ts';

const scratch = scratchDirectory();
const MIB = 2 ** 20;
const SIZE = 128 * MIB;

/** On sources there is no program for it: it ends at once, and all is left to the first thread. */
const thread = () => startCopyThread(Number.POSITIVE_INFINITY)!;

function sample(name: string) {
  const ahead = Array.from({ length: 40 }, (_, n) => {
    const path = join(scratch, `${name}-${n}`);
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
  it('has its size before there is data: XFS would keep space reserved behind a file that grows', async () => {
    const { ahead } = sample('sized');
    const begun = ImageAhead.begin(join(scratch, 'sized'), SIZE, ahead, thread())!;
    expect(statSync(join(scratch, 'sized')).size).toBe(SIZE);
    await begun.stop();
  });

  it('comes to the same bytes', async () => {
    const { ahead, tree } = sample('same');
    const planned = plan(tree(), '128M', { ahead });
    await writeImage(planned, join(scratch, 'plain'), quiet);
    const begun = ImageAhead.begin(join(scratch, 'begun'), SIZE, ahead, thread())!;
    await writeImage(planned, join(scratch, 'begun'), { ...quiet, ahead: begun });
    await begun.stop();
    expectSound(join(scratch, 'begun'));
    expect(readFileSync(join(scratch, 'begun')).equals(readFileSync(join(scratch, 'plain')))).toBe(
      true,
    );
  });

  it('grows with the tree, a portion at a time, and comes to the same bytes', async () => {
    const { ahead, tree } = sample('grown');
    const whole = tree();
    const first = ahead.slice(0, 8);
    const planned = plan(whole, '128M', { ahead: filesAhead(whole, first) });
    await writeImage(planned, join(scratch, 'grown-plain'), quiet);
    const begun = ImageAhead.begin(join(scratch, 'grown'), SIZE, first, thread())!;
    const growing = treeOf({});
    for (const node of ahead) {
      growing.put(`/${growing.files().length}`, node);
      begun.grow(growing);
    }
    begun.settle();
    const taken = begun.take(planned)!;
    // The last portion is not full.
    expect(taken.parts.map(({ job }) => job.extents.count)).toEqual([8, 5, 5, 5, 5, 5, 5, 2]);
    expect(taken.extents).toBe(40);
    await begun.thread.stop();
    closeSync(taken.fd);
  });

  it('that has grown is written like any other', async () => {
    const { ahead, tree } = sample('written');
    const whole = tree();
    const planned = plan(whole, '128M', { ahead: filesAhead(whole, ahead.slice(0, 3)) });
    await writeImage(planned, join(scratch, 'written-plain'), quiet);
    const begun = ImageAhead.begin(join(scratch, 'written'), SIZE, ahead.slice(0, 3), thread())!;
    begun.grow(whole);
    await writeImage(planned, join(scratch, 'written'), { ...quiet, ahead: begun });
    await begun.stop();
    expectSound(join(scratch, 'written'));
    const same = readFileSync(join(scratch, 'written')).equals(
      readFileSync(join(scratch, 'written-plain')),
    );
    expect(same).toBe(true);
  });

  it('is begun anew when a file that was told of has been replaced', async () => {
    const { ahead, tree } = sample('replaced');
    const whole = tree();
    const begun = ImageAhead.begin(join(scratch, 'replaced'), SIZE, ahead.slice(0, 3), thread())!;
    begun.grow(whole);
    whole.put('/lib/m/7', file('another'));
    const planned = plan(whole, '128M', { ahead: filesAhead(whole, ahead.slice(0, 3)) });
    await writeImage(planned, join(scratch, 'replaced'), { ...quiet, ahead: begun });
    await begun.stop();
    expectSound(join(scratch, 'replaced'));
    await writeImage(planned, join(scratch, 'replaced-clean'), quiet);
    const same = readFileSync(join(scratch, 'replaced')).equals(
      readFileSync(join(scratch, 'replaced-clean')),
    );
    expect(same).toBe(true);
  });

  it('is begun anew when it is planned in another way: nothing of the first is left', async () => {
    const { ahead, tree } = sample('other');
    const begun = ImageAhead.begin(join(scratch, 'anew'), SIZE, ahead, thread())!;
    const planned = plan(tree(), '128M', { ahead: ahead.slice(1) });
    await writeImage(planned, join(scratch, 'anew'), { ...quiet, ahead: begun });
    await begun.stop();
    expectSound(join(scratch, 'anew'));
    await writeImage(planned, join(scratch, 'clean'), quiet);
    expect(readFileSync(join(scratch, 'anew')).equals(readFileSync(join(scratch, 'clean')))).toBe(
      true,
    );
  });

  it('can be given up, and stopped twice', async () => {
    const { ahead } = sample('given-up');
    const begun = ImageAhead.begin(join(scratch, 'given-up'), SIZE, ahead, thread())!;
    await begun.stop();
    await begun.stop();
    expect(begun.take(plan(treeOf({}), '128M'))).toBeUndefined();
  });

  it('is not begun if the files do not fit', async () => {
    const path = join(scratch, 'little');
    const helper = thread();
    expect(ImageAhead.begin(path, SIZE, [hostFile(path, 2 * SIZE)], helper)).toBeUndefined();
    expect(existsSync(path)).toBe(false);
    await helper.stop();
  });
});
