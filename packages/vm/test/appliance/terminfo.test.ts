import { localHost, type Package, type PackageDatabase } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { terminfoEntry } from '../../src/appliance/terminfo.ts';

const host = localHost(
  scratchDirectory({ 'lib/terminfo/x/xterm': 'root', 'usr/share/terminfo/f/foot': 'root' }),
);
const OWNERS: Record<string, string> = {
  '/lib/terminfo/x/xterm': 'ncurses-base',
  '/usr/share/terminfo/f/foot': 'foot',
};
const database = {
  find: (path: string) => (path in OWNERS ? [{ id: OWNERS[path]! } as Package] : []),
} as PackageDatabase;
const place = scratchDirectory({
  'x/xterm': 'own',
  'f/foot': 'own',
  'k/kitty': 'own',
  'd/dir/x': '',
});

const names = (term: string) =>
  terminfoEntry(term, {
    ...{ host, database, packages: new Set(['ncurses-base']), places: ['/none', place] },
  }).map(({ name }) => name);

it('is taken from this machine where no package of the VM has it', () => {
  expect(names('xterm')).toEqual([]);
  expect(names('foot')).toEqual(['usr/share/terminfo/f/foot']);
  expect(names('kitty')).toEqual(['usr/share/terminfo/k/kitty']);
});

it.each(['none', 'dir', '', '../x/xterm', 'x/xterm'])('%j has none', (term) => {
  expect(names(term)).toEqual([]);
});
