import { HelperThread } from '@supermin/core/writer';
import { file, hostFile, symlink, treeOf } from '@supermin/test-support/trees';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LinkMode } from '../../src/link-mode.ts';
import { planChroot } from '../../src/plan/chroot-plan.ts';
import { KEPT } from '../../src/write/make-job.ts';
import { makePart, startMakeThread } from '../../src/write/share-work.ts';

const MIB = 2 ** 20;
const WANTED = { mode: 0o640, owner: undefined };

function partOf(sizes: readonly number[], links = 0) {
  const files = sizes.map((size, n) => ({ path: `/f${n}`, node: hostFile(`/host/${n}`, size) }));
  const names = Array.from({ length: links }, (_, n) => [`/l${n}`, symlink(`to ${n}`)] as const);
  const { symlinks } = planChroot(treeOf(Object.fromEntries(names)), '/out');
  return { files, symlinks, part: makePart('/out', files, symlinks, () => WANTED) };
}

describe('batches', () => {
  const lengths = (sizes: readonly number[], links = 0) => {
    const { firstEntry, batches } = partOf(sizes, links).part.job;
    expect(batches).toHaveLength(firstEntry.length - 1);
    expect(firstEntry[0]).toBe(0);
    return [...firstEntry].slice(1).map((first, n) => first - firstEntry[n]!);
  };

  it('are of 32 small entries, files and links alike', () => {
    expect(lengths(Array<number>(33).fill(10))).toEqual([32, 1]);
    expect(lengths(Array<number>(32).fill(10))).toEqual([32]);
    expect(lengths([10, 20], 40)).toEqual([32, 10]);
  });

  it('end with the entry that makes them a mebibyte', () => {
    expect(lengths([MIB - 1, 5, 5])).toEqual([2, 1]);
    expect(lengths([MIB, 5])).toEqual([1, 1]);
    expect(lengths([5, 9 * MIB, 5])).toEqual([2, 1]);
  });

  it('are none where there is nothing to make', () => {
    expect([...partOf([]).part.job.firstEntry]).toEqual([0]);
    expect(partOf([]).part.job.batches).toHaveLength(0);
  });
});

describe('a job', () => {
  it('says of each entry, files before links, what it is made of', () => {
    const { files, symlinks, part } = partOf([7, 8], 1);
    expect(part.entries).toEqual([...files, ...symlinks]);
    expect(part.job).toMatchObject({
      ...{ sources: ['/host/0', '/host/1', 'to 0'], targets: ['/out/f0', '/out/f1', '/out/l0'] },
      firstLink: 2,
      size: Float64Array.of(7, 8, 0),
      mode: Uint16Array.of(0o640, 0o640, 0o640),
      mtime: Float64Array.of(1.6e9, 1.6e9, 1.6e9),
      ...{ uid: Uint32Array.of(KEPT, KEPT, KEPT), gid: Uint32Array.of(KEPT, KEPT, KEPT) },
    });
  });

  it('has the owners that are to be set, root among them', () => {
    const files = [{ path: '/f', node: hostFile('/host/f', 1) }];
    const owner = { uid: 0, gid: 4_000_000_000 };
    const { job } = makePart('/out', files, [], () => ({ mode: 0o600, owner }));
    expect([[...job.uid], [...job.gid]]).toEqual([[0], [4_000_000_000]]);
  });

  it('takes files of the host only', () => {
    const files = [{ path: '/f', node: file('in memory') }];
    expect(() => makePart('/out', files, [], () => WANTED)).toThrow(TypeError);
  });
});

describe('a second thread', () => {
  afterEach(() => vi.restoreAllMocks());

  function starts(files: number, bytes: number, link: LinkMode = 'auto'): boolean {
    const thread = Object.create(HelperThread.prototype);
    vi.spyOn(HelperThread, 'start').mockReturnValue(thread);
    const nodes = Array.from({ length: files }, (_, n) => {
      return [`/f${n}`, hostFile(`/host/${n}`, n === 0 ? bytes : 0)] as const;
    });
    const program = new URL('file:///program.cjs');
    const started = startMakeThread(treeOf(Object.fromEntries(nodes)), link, program);
    if (started !== undefined) expect(HelperThread.start).toHaveBeenCalledWith(program);
    return started === thread;
  }

  it.each([
    [256, 0, true],
    [255, 0, false],
    [1, 8 * MIB, true],
    [1, 8 * MIB - 1, false],
  ])('with %d files of %d bytes: %s', (files, bytes, expected) => {
    expect(starts(files, bytes)).toBe(expected);
  });

  it.each<[LinkMode, boolean]>([
    ['auto', true],
    ['copy', true],
    ['hard', false],
    ['reflink', false],
  ])('%s: %s, for what is shared with the host is not copied', (link, expected) => {
    expect(starts(300, 9 * MIB, link)).toBe(expected);
  });
});
