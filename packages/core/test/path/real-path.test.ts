import { mkdirSync, symlinkSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, expect, it } from 'vitest';
import { toSystemPath } from '../../src/path/byte-path.ts';
import { realPath } from '../../src/path/real-path.ts';

const CWD = process.cwd();

afterEach(() => process.chdir(CWD));

it.each(['plain', 'caf\u00c3\u00a9', 'caf\xe9', 'a b\n'])('keeps every byte: %j', (name) => {
  const root = scratchDirectory();
  mkdirSync(toSystemPath(`${root}/${name}`));
  symlinkSync(toSystemPath(name), `${root}/link`);
  expect(realPath(`${root}/link/.`)).toBe(`${root}/${name}`);
  process.chdir(`${root}/link`);
  expect(realPath('.')).toBe(`${root}/${name}`);
});

it("throws the system's error", () => {
  expect(() => realPath('/nowhere')).toThrow('ENOENT');
});
