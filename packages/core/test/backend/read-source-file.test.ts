import { mkdirSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { readSourceFile } from '../../src/backend/read-source-file.ts';
import { localHost } from '../../src/host/local-host.ts';
import { run } from '../support/programs.ts';

it('is the text of the file; or says why it cannot be read, and what it should be', () => {
  const root = scratchDirectory({ 'a.sources': 'Types: débs\n' });
  mkdirSync(`${root}/directory`);
  const host = localHost(root);
  expect(readSourceFile(host, '/a.sources', 'a list')).toBe('Types: débs\n');
  for (const [name, code] of [
    ['none', 'ENOENT'],
    ['directory', 'EISDIR'],
  ]) {
    expect(() => readSourceFile(host, `/${name}`, 'a list')).toThrow(
      expect.objectContaining({
        code: 'FROM_FILE',
        message: `/${name}: cannot be read (${code})`,
        hint: 'a list',
      }),
    );
  }
});

it('what is no regular file keeps its own error', () => {
  const root = scratchDirectory();
  run('mkfifo', [`${root}/fifo`]);
  expect(() => readSourceFile(localHost(root), '/fifo', 'a list')).toThrow(
    expect.objectContaining({ code: 'HOST_FILE_TYPE' }),
  );
});
