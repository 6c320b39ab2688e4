import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, symlinkSync } from 'node:fs';
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

it('names of one file are counted, where they are all copied', () => {
  const directory = scratchDirectory({ 'd/one': 'x', 'd/alone': '', outside: '' });
  linkSync(join(directory, 'd/one'), join(directory, 'd/two'));
  linkSync(join(directory, 'outside'), join(directory, 'd/other'));
  const { items } = planCopy(join(directory, 'd'), false);
  const links = items.map(({ entry }) => [entry.name, entry.hardLink?.count]);
  expect(links).toEqual([
    ['.', undefined],
    ['./alone', undefined],
    ['./one', 2],
    ['./other', undefined],
    ['./two', 2],
  ]);
  expect(items[2]!.entry.hardLink).toEqual(items[4]!.entry.hardLink);
});

it('knows links and fifos, follows the top alone, and says what it cannot look at', () => {
  const directory = scratchDirectory({ 'd/file': 'text' });
  symlinkSync('file', join(directory, 'd/link'));
  symlinkSync('d', join(directory, 'top'));
  execFileSync('mkfifo', [join(directory, 'd/fifo')]);
  const { items, problems } = planCopy(join(directory, 'top'), false);
  expect(items.map(({ entry }) => [entry.name, entry.type])).toEqual([
    ['.', 'directory'],
    ['./fifo', 'fifo'],
    ['./file', 'file'],
    ['./link', 'symlink'],
  ]);
  expect(String(items[3]!.target)).toBe('file');
  expect(problems).toEqual([]);
  const none = join(directory, 'none');
  expect(planCopy(none, false)).toEqual({ items: [], problems: [{ path: none, code: 'ENOENT' }] });
});
