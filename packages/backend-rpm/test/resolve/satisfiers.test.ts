import { symlinkSync } from 'node:fs';
import { localHost } from '@supermin/core';
import { FileOwners } from '@supermin/core/backend';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { listedPaths } from '../../src/database/listed-paths.ts';
import { PackageIndex } from '../../src/database/package-index.ts';
import type { Dependency } from '../../src/format/package-record.ts';
import { Sense } from '../../src/format/tags.ts';
import { isFeatureOfRpm, Satisfiers } from '../../src/resolve/satisfiers.ts';
import { idsOf, recordOf } from '../fixtures/records.ts';

const plain = (name: string): Dependency => ({ name, flags: 0, version: '' });
const atLeast = (name: string, version: string): Dependency => ({
  name,
  flags: Sense.greater | Sense.equal,
  version,
});

describe('what satisfies a dependency', () => {
  const root = scratchDirectory({ 'usr/bin/sh': '' });
  symlinkSync('usr/bin', `${root}/bin`);
  const index = new PackageIndex(
    [
      { name: 'bash', version: '5', files: [{ path: '/usr/bin/sh' }, { path: '/usr/share/doc' }] },
      { name: 'dash', version: '1', provides: ['/bin/sh', 'shell = 1'] },
      { name: 'zsh', version: '2', provides: ['shell = 2', 'etc/'] },
    ].map(recordOf),
  );
  const satisfiers = new Satisfiers(
    index,
    new FileOwners(localHost(root), index.packages, listedPaths),
  );

  it.each([
    ['a name: the package', plain('bash'), ['bash']],
    ['a capability: all that provide it', plain('shell'), ['dash', 'zsh']],
    ['a capability in a range of versions', atLeast('shell', '2'), ['zsh']],
    ['a path: who owns the file, and who provides the path', plain('/bin/sh'), ['bash', 'dash']],
    ['a path that is only in a list', plain('/usr/bin/sh'), ['bash']],
    ['a name that ends like a directory is not a path', plain('etc/'), ['zsh']],
    ['a relative path is not looked for among files', plain('usr/bin/sh'), []],
    ['nothing', plain('/bin/none'), []],
  ])('%s', (_, dependency, ids) => {
    expect(idsOf(satisfiers.of(dependency))).toEqual(ids);
  });

  it('is told apart by version and by comparison', () => {
    expect(idsOf(satisfiers.of(atLeast('shell', '1')))).toEqual(['dash', 'zsh']);
    expect(idsOf(satisfiers.of(atLeast('shell', '3')))).toEqual([]);
    expect(idsOf(satisfiers.of({ name: 'shell', flags: Sense.less, version: '2' }))).toEqual([
      'dash',
    ]);
    expect(idsOf(satisfiers.of({ name: 'shell', flags: Sense.equal, version: '2' }))).toEqual([
      'zsh',
    ]);
  });

  it('names each package once', () => {
    const both = new PackageIndex(
      [{ name: 'a', version: '1', provides: ['/bin/a'], files: [{ path: '/bin/a' }] }].map(
        recordOf,
      ),
    );
    const owners = new FileOwners(localHost(root), both.packages, listedPaths);
    expect(new Satisfiers(both, owners).of(plain('/bin/a'))).toHaveLength(1);
  });
});

it.each([
  ['rpmlib(FileDigests)', 0, true],
  ['anything', Sense.rpmlib, true],
  ['anything', Sense.less, false],
  ['rpmlib', 0, false],
  ['librpmlib(x)', 0, false],
])('%s with flags %i is a feature of rpm: %s', (name, flags, expected) => {
  expect(isFeatureOfRpm({ name, flags, version: '' })).toBe(expected);
});
