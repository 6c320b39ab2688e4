import { closeSync, fstatSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { file, hostFile, treeOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { planArchive } from '../../src/plan/archive-plan.ts';
import { writePlain } from '../../src/write/write-plain.ts';

describe('writePlain', () => {
  it('sets the size of the archive first: XFS would keep space reserved behind one that grows', async () => {
    const directory = scratchDirectory();
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
