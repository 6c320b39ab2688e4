import { closeSync, fstatSync, readdirSync, writeSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { openNameless } from '../../src/output/nameless-file.ts';

describe('openNameless', () => {
  it('is a file of this user alone, in a directory that does not show it', () => {
    const directory = scratchDirectory();
    const fd = openNameless(directory);
    writeSync(fd, 'text');
    expect(readdirSync(directory)).toEqual([]);
    expect(fstatSync(fd)).toMatchObject({ nlink: 0, size: 4, mode: 0o100600 });
    closeSync(fd);
  });
});
