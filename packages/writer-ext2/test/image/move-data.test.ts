import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { Pacer } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { copyJob } from '../../src/image/copy-job.ts';
import { moveData } from '../../src/image/move-data.ts';
import { Random } from '../support/random.ts';
import { useScratch } from '../support/scratch.ts';
import { hostFile, plan, quiet, treeOf } from '../support/trees.ts';

const scratch = useScratch();
const MIB = 2 ** 20;

/** Sizes around the ends of blocks and of the slab. */
const SIZES = [1, 4095, 4096, 4097, MIB - 4096, MIB - 1, MIB, MIB + 1, 3 * MIB + 5, 0, 7];

describe('moveData', () => {
  it('puts every byte where the plan wants it, and zeros behind each file', async () => {
    const random = new Random(3);
    const tree = treeOf({});
    const contents = SIZES.map((size, n) => {
      const path = scratch(`source${n}`);
      const bytes = random.bytes(size);
      writeFileSync(path, bytes);
      tree.put(`/${String.fromCharCode(97 + n)}`, hostFile(path, size));
      return bytes;
    });
    const planned = plan(tree);
    const out = scratch('out');
    const fd = openSync(out, 'w');
    const pacer = new Pacer(quiet.signal);
    await moveData(planned, copyJob(planned, fd), { pacer, report: quiet.report });
    closeSync(fd);
    const expected = Buffer.alloc(
      planned.data.imageOffset.at(-1)! + Math.ceil(planned.data.length.at(-1)! / 4096) * 4096,
    );
    let at = planned.data.imageOffset[0]!;
    for (const bytes of contents) {
      bytes.copy(expected, at);
      at += Math.ceil(bytes.length / 4096) * 4096;
    }
    expect(readFileSync(out).equals(expected)).toBe(true);
  });
});
