import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, expect, it } from 'vitest';
import { resolveDisk } from '../../src/machine/disk.ts';

const CWD = process.cwd();

afterEach(() => process.chdir(CWD));

it('is raw unless its name says qcow2, and may be written to unless asked otherwise', () => {
  const top = scratchDirectory({ 'a.img': 'QFI\xfb', 'b.qcow2': '' });
  process.chdir(top);
  expect(resolveDisk({ file: 'a.img' })).toEqual({
    ...{ file: `${top}/a.img`, format: 'raw', readOnly: false, isDevice: false },
  });
  expect(resolveDisk({ file: `${top}/b.qcow2`, readOnly: true })).toEqual({
    ...{ file: `${top}/b.qcow2`, format: 'qcow2', readOnly: true, isDevice: false },
  });
});

it.each([
  ['/no/\x1bsuch', '/no/\\x1bsuch cannot be used as a disk: no such file'],
  ['/', '/ cannot be used as a disk: it is a directory'],
])('%j is none', (file, message) => {
  const expected = expect.objectContaining({ code: 'DISK_UNUSABLE', exitStatus: 125, message });
  expect(() => resolveDisk({ file, readOnly: true })).toThrow(expected);
});
