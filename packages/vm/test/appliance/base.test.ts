import { chmodSync, symlinkSync } from 'node:fs';
import { localHost, type Package, type PackageDatabase } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { baseDirectories, baseOf } from '../../src/appliance/base.ts';

const named = (id: string) => ({ id, name: id }) as Package;

function database(installed: string[], essential?: () => Package[]): PackageDatabase {
  const owners: Record<string, string> = { '/usr/bin/mawk': 'mawk' };
  const find = (name: string) =>
    installed.filter((id) => id === (owners[name] ?? name)).map((id) => named(id));
  return { find, essential } as PackageDatabase;
}

describe('the base of a VM', () => {
  it('is what the distribution calls essential, and the tools that are installed', () => {
    const found = database(['less', 'procps-ng', 'vim'], () => [named('bash'), named('coreutils')]);
    expect(baseOf(found, localHost(scratchDirectory())).packages).toEqual([
      ...['bash', 'coreutils', 'less', 'procps-ng'],
    ]);
  });

  it('asks for no owners of paths where Debian has them among what is essential', () => {
    const asked: string[] = [];
    const root = scratchDirectory({ 'usr/bin/dash': '' });
    chmodSync(`${root}/usr/bin/dash`, 0o755);
    symlinkSync('dash', `${root}/usr/bin/sh`);
    const found = database(['dash', 'less', 'procps', 'ncurses-bin', 'ncurses-base'], () => [
      named('base-files'),
    ]);
    const find = (name: string) => {
      asked.push(name);
      return found.find(name);
    };
    const { packages } = baseOf({ ...found, find } as PackageDatabase, localHost(root));
    expect(packages).toEqual([
      'base-files',
      'less',
      'procps',
      'ncurses-bin',
      'ncurses-base',
      'dash',
    ]);
    expect(asked).toEqual(['less', 'procps', 'ncurses-bin', 'ncurses-base', 'dash']);
  });

  it('does without a word of the package manager', () => {
    expect(baseOf(database(['less']), localHost(scratchDirectory())).packages).toEqual(['less']);
  });

  it('has awk by the link that no package owns', () => {
    const root = scratchDirectory({ 'usr/bin/mawk': '' });
    chmodSync(`${root}/usr/bin/mawk`, 0o755);
    symlinkSync('mawk', `${root}/usr/bin/awk`);
    const { packages, hostfiles } = baseOf(database(['mawk']), localHost(root));
    expect(packages).toEqual(['mawk']);
    expect(hostfiles).toContain('/usr/bin/awk');
  });

  it('tells which distribution it is', () => {
    const release = {
      find: (name: string) => (name === '/etc/os-release' ? [named('release')] : []),
    };
    const found = baseOf(release as PackageDatabase, localHost(scratchDirectory()));
    expect(found).toEqual({
      packages: ['release'],
      hostfiles: ['/etc/os-release', '/usr/lib/os-release'],
    });
  });

  it('has directories that everybody may write to', () => {
    const modes = baseDirectories().map(({ name, mode }) => [name, mode.toString(8)]);
    expect(modes).toContainEqual(['tmp', '1777']);
    expect(modes).toContainEqual(['var/tmp', '1777']);
    expect(modes).toContainEqual(['root', '700']);
  });
});
