import { mkdirSync, symlinkSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, expect, it } from 'vitest';
import { absolutePath } from '../../src/path/absolute-path.ts';
import { toSystemPath } from '../../src/path/byte-path.ts';

const CWD = process.cwd();

afterEach(() => process.chdir(CWD));

it('an absolute path stays as it is', () => {
  expect(['/', '/a/../b', '/caf\xe9/'].map(absolutePath)).toEqual(['/', '/a/../b', '/caf\xe9/']);
});

it.each(['plain', 'caf\u00c3\u00a9', 'caf\xe9'])(
  'a relative one lies in %j, every byte kept',
  (name) => {
    const root = scratchDirectory();
    mkdirSync(toSystemPath(`${root}/${name}`));
    // Node.js takes no other bytes for `chdir`, but follows a link to them.
    symlinkSync(toSystemPath(name), `${root}/link`);
    process.chdir(`${root}/link`);
    expect(absolutePath('a/../b')).toBe(`${root}/${name}/a/../b`);
  },
);
