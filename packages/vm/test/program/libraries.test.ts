import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { readElf } from '../../src/program/elf.ts';
import { configuredDirectories, findLibraries } from '../../src/program/libraries.ts';

const bytes = readFileSync(process.execPath);
const SELF = readElf((offset, length) => bytes.subarray(offset, offset + length))!;

/** A root in which this very program stands for a library, at these places. */
function rootWith(...paths: string[]): string {
  const root = scratchDirectory();
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    copyFileSync(process.execPath, join(root, path));
  }
  return root;
}

it('are looked for beside the program first, then where ld.so.conf says, then where all are', () => {
  const view = localHost(rootWith('/app/lib/libx.so', '/conf/libx.so', '/usr/lib/libx.so'));
  const elf = { ...SELF, needed: ['libx.so', 'libnone.so'] };
  const find = (runpath: string[], configured: string[]) =>
    findLibraries('/app/bin/tool', { ...elf, runpath }, view, configured);
  expect(find(['$ORIGIN/../lib'], ['/conf'])).toEqual(['/app/bin/../lib/libx.so']);
  expect(find([], ['/conf'])).toEqual(['/conf/libx.so']);
  expect(find([], [])).toEqual(['/usr/lib/libx.so']);
});

it("another architecture's are passed over", () => {
  const view = localHost(rootWith('/conf/libx.so', '/usr/lib/libx.so'));
  const elf = { ...SELF, machine: 4, needed: ['libx.so'], runpath: [] };
  expect(findLibraries('/tool', elf, view, ['/conf'])).toEqual([]);
});

it('ld.so.conf and the files beside it', () => {
  const root = scratchDirectory({
    'etc/ld.so.conf': 'include /etc/ld.so.conf.d/*.conf\n/opt/one\n',
    'etc/ld.so.conf.d/a.conf': '# comment\n/opt/two\n',
  });
  expect(configuredDirectories(localHost(root))).toEqual(['/opt/one', '/opt/two']);
  expect(configuredDirectories(localHost(scratchDirectory()))).toEqual([]);
});
