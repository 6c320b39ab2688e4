import { closeSync, fstatSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planArchive } from '../../src/plan/archive-plan.ts';
import { writePlain } from '../../src/write/write-plain.ts';
import { useScratch } from '../support/scratch.ts';
import { file, hostFile, treeOf } from '../support/trees.ts';

describe('writePlain', () => {
  const scratch = useScratch();

  it('sets the size of the archive first: XFS would keep space reserved behind one that grows', async () => {
    const directory = scratch();
    writeFileSync(`${directory}/gone`, 'text');
    const plan = planArchive(
      treeOf({ '/a': hostFile(`${directory}/gone`, 4), '/b': file(Buffer.alloc(3_000_000)) }),
    );
    unlinkSync(`${directory}/gone`);
    const fd = openSync(`${directory}/initrd`, 'wx');
    const options = { signal: new AbortController().signal, report: () => {} };
    await expect(writePlain(plan, fd, options)).rejects.toMatchObject({
      code: 'CPIO_SOURCE_CHANGED',
    });
    expect(fstatSync(fd).size).toBe(plan.length);
    closeSync(fd);
  });
});
