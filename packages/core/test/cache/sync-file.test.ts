import { symlinkSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { syncFile } from '../../src/cache/sync-file.ts';

it('of a file or a directory, also through a link; of nothing else', () => {
  const directory = scratchDirectory({ file: 'x' });
  symlinkSync('file', `${directory}/link`);
  for (const name of ['file', 'link', '.']) expect(syncFile(`${directory}/${name}`)).toBe(true);
  expect(syncFile('/dev/null')).toBe(false);
  expect(() => syncFile(`${directory}/none`)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});
