import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { planCopy } from '../../src/files/plan-copy.ts';

it('keeps setuid, setgid and sticky only with owners: without, they would be bits of root', () => {
  const directory = scratchDirectory({ 'd/file': 'x' });
  chmodSync(join(directory, 'd/file'), 0o6755);
  chmodSync(join(directory, 'd'), 0o3775);
  const modes = (owners: boolean) =>
    planCopy(join(directory, 'd'), owners).items.map(({ entry }) => entry.mode);
  expect(modes(false)).toEqual([0o775, 0o755]);
  expect(modes(true)).toEqual([0o3775, 0o6755]);
});
