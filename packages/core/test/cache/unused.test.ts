import { utimesSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { isUnused, KEPT } from '../../src/cache/unused.ts';

it('by the last time that the file was read; not what has gone', () => {
  const directory = scratchDirectory({ file: '' });
  const read = (ago: number) => utimesSync(`${directory}/file`, Date.now() / 1000 - ago, 1e9);
  read(KEPT - 60);
  expect(isUnused(`${directory}/file`)).toBe(false);
  read(KEPT + 60);
  expect(isUnused(`${directory}/file`)).toBe(true);
  expect(isUnused(`${directory}/missing`)).toBe(false);
});
