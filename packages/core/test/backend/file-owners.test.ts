import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { FileOwners } from '../../src/backend/file-owners.ts';
import { localHost } from '../../src/host/local-host.ts';
import type { Package } from '../../src/plugin/contract.ts';
import { ask, compiled } from '../support/child.ts';
import { available, isRoot } from '../support/programs.ts';

const named = (name: string): Package => ({ name, version: '1', arch: 'all', id: name });
const shell = named('shell');
const other = named('other');
const LISTS = new Map<Package, string[]>([
  [shell, ['/bin', '/bin/sh', '/secret/prog']],
  [other, ['/usr/bin/sh', '/opt/bin/sh']],
]);

function ownersUnder(root: string): FileOwners<Package> {
  const ending = (found: Package, name: string) =>
    LISTS.get(found)!.filter((path) => path.endsWith(`/${name}`));
  return new FileOwners(localHost(root), [shell, other], ending);
}

describe('the owners of a file', () => {
  const root = scratchDirectory();
  const merged = () => {
    const directory = scratchDirectory({ 'usr/bin/sh': '', 'opt/bin/sh': '' });
    symlinkSync('usr/bin', join(directory, 'bin'));
    return ownersUnder(directory);
  };

  it.each([
    ['/bin/sh', ['shell']],
    ['/usr/bin/sh', ['other']],
    ['//bin/./sh', ['shell']],
    ['/opt/bin/sh', ['other']],
    ['/bin', ['shell']],
    ['/sh', []],
  ])('%s is listed as such by %j', (path, ids) => {
    expect(
      merged()
        .of(path)
        .map(({ id }) => id),
    ).toEqual(ids);
  });

  it('are all that list it, by whatever directory, if none lists the very path', () => {
    const directory = scratchDirectory({ 'usr/bin/sh': '' });
    symlinkSync('usr/bin', join(directory, 'bin'));
    symlinkSync('/usr/bin', join(directory, 'alias'));
    const owners = ownersUnder(directory);
    expect(owners.of('/alias/sh').map(({ id }) => id)).toEqual(['shell', 'other']);
    expect(owners.sameFile('/bin/sh')).toEqual([
      { package: shell, path: '/bin/sh' },
      { package: other, path: '/usr/bin/sh' },
    ]);
    expect(owners.isSame('/bin/sh', '/alias/sh')).toBe(true);
    expect(owners.isSame('/bin/sh', '/alias/bash')).toBe(false);
    expect(owners.isSame('/bin/sh', '/opt/bin/sh')).toBe(false);
  });

  it('of a directory that is not there are those that list the path', () => {
    expect(ownersUnder(root).of('/bin/sh')).toEqual([shell]);
    expect(ownersUnder(root).of('/gone/sh')).toEqual([]);
  });

  it.runIf(available('as an ordinary user', isRoot))(
    'are told without the right to look into the directory',
    async () => {
      const directory = scratchDirectory();
      chmodSync(directory, 0o755);
      mkdirSync(join(directory, 'secret'), { mode: 0o700 });
      const code = `
        import { FileOwners } from '@core/backend/file-owners.js';
        import { localHost } from '@core/host/local-host.js';
        const owners = new FileOwners(localHost('${directory}'), ['a'], () => ['/secret/sub/prog']);
        console.log(JSON.stringify([owners.of('/secret/sub/prog'), owners.of('/secret/./x/prog')]));`;
      expect(await ask(compiled(), code, { nobody: true })).toEqual([['a'], []]);
    },
  );
});
