import { spawnSync } from 'node:child_process';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { installedPackages } from '../../src/database/installed-packages.ts';
import { parseStatus } from '../../src/format/stanza.ts';
import { TextFile } from '../../src/format/text-file.ts';
import { hasDpkg, makeAdminDirectory, sayMissing } from '../support/judges.ts';
import { type Fields, statusText } from '../support/status.ts';

const read = (architectures: string[], ...packages: Fields[]) =>
  installedPackages(parseStatus(new TextFile('/status', statusText(...packages))), architectures);

describe('installedPackages', () => {
  it.each([
    ['install ok installed', true],
    ['hold ok installed', true],
    ['deinstall ok installed', true],
    ['install reinstreq installed', true],
    ['install ok half-configured', true],
    ['install ok unpacked', true],
    ['install ok triggers-awaited', true],
    ['install ok triggers-pending', true],
    ['deinstall ok config-files', false],
    ['purge ok not-installed', false],
    ['install reinstreq half-installed', false],
  ])('edge case 14: whether the files of a package are there in state "%s": %s', (state, there) => {
    const { packages } = read(['amd64'], { Package: 'a', Status: state });
    expect(packages.length === 1).toBe(there);
  });

  it('asks nothing more of a removed package whose config files are left', () => {
    const text = 'Package: a\nStatus: deinstall ok config-files\nDescription: x\n\n';
    expect(installedPackages(parseStatus(new TextFile('/s', text)), []).packages).toEqual([]);
  });

  it('edge case 14: tells twins apart by architecture, which the native one does without', () => {
    const same = { Package: 'libc6', 'Multi-Arch': 'same' };
    const { packages } = read(
      ['amd64', 'i386'],
      { ...same, Architecture: 'i386' },
      same,
      { Package: 'debconf', Architecture: 'all' },
      { Package: 'wine32', Architecture: 'i386' },
    );
    expect(packages.map((each) => each.id)).toEqual([
      'libc6:i386',
      'libc6',
      'debconf',
      'wine32:i386',
    ]);
    expect(packages.map((each) => each.infoStem)).toEqual([
      'libc6:i386',
      'libc6:amd64',
      'debconf',
      'wine32',
    ]);
  });

  it("takes dpkg's architecture for the native one, else the first of its list, else the commonest", () => {
    const arm = { Package: 'a', Architecture: 'armhf' };
    const intel = { Package: 'b', Architecture: 'amd64' };
    const all = { Package: 'c', Architecture: 'all' };
    const dpkg = { Package: 'dpkg', Architecture: 'riscv64' };
    expect(read(['arm64', 'armhf'], arm, intel, dpkg).native).toBe('riscv64');
    expect(read(['arm64', 'armhf'], arm, intel).native).toBe('arm64');
    expect(read([], arm, intel, { ...arm, Package: 'd' }, all).native).toBe('armhf');
    expect(read([], intel, arm).native).toBe('amd64');
    expect(read([]).native).toBe('all');
  });

  it.each([
    ['an odd Status', { Status: 'install ok frobbed' }, "unknown Status 'install ok frobbed'"],
    ['a short Status', { Status: 'install ok' }, "unknown Status 'install ok'"],
    ['no version', { Version: '' }, 'package b has no valid Version'],
    ['a version with a blank', { Version: '1 2' }, 'package b has no valid Version'],
    ['an epoch that is no number', { Version: 'x:2' }, 'package b has no valid Version'],
    ['an odd architecture', { Architecture: 'a b' }, 'has no valid Architecture'],
    ['an odd Multi-Arch', { 'Multi-Arch': 'both' }, 'has an unknown Multi-Arch'],
  ])('names file and line of a package with %s, and reads the others', (_, fields, problem) => {
    const { packages, unusable } = read(
      ['amd64'],
      { Package: 'a' },
      { Package: 'b', ...fields },
      { Package: 'c' },
    );
    expect(packages.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(unusable).toMatchObject([{ name: 'b', damaged: true }]);
    expect(unusable[0]!.error.message).toMatch(/^\/status: line 9: /);
    expect(unusable[0]!.error.message).toContain(problem);
  });

  it('keeps the first of two records of one package', () => {
    const { packages, unusable } = read([], { Package: 'a' }, { Package: 'a', Version: '2' });
    expect(packages.map(({ version }) => version)).toEqual(['1']);
    expect(unusable[0]!.error.message).toBe('/status: line 9: package a is listed twice');
  });

  it.each([
    ['no name', ''],
    ['a path as name', '../b'],
  ])('refuses a record with %s: what is missing cannot be told', (_, Package) => {
    expect(() => read([], { Package: 'a' }, { Package })).toThrow(/line 9: .* has no valid name/);
  });

  it('a half-installed package is an error for those who need it only', () => {
    const Status = 'install reinstreq half-installed';
    const { packages, unusable } = read([], { Package: 'a' }, { Package: 'b', Status });
    expect(packages.map(({ name }) => name)).toEqual(['a']);
    expect(unusable).toMatchObject([
      { name: 'b', damaged: false, error: { code: 'DPKG_HALF_INSTALLED' } },
    ]);
  });
});

describe.runIf(sayMissing('dpkg', hasDpkg))('a record that dpkg-query reads', () => {
  const scratch = scratchDirectory();
  const theirs = (text: string) => {
    const admin = makeAdminDirectory(scratch, text);
    const format = `${['Package', 'Version'].map((name) => `\${${name}}`).join(' ')}\n`;
    const args = ['--admindir', admin, '--show', '--showformat', format];
    const { stdout, status } = spawnSync('dpkg-query', args, { encoding: 'latin1' });
    return status === 0 ? stdout.trimEnd().split('\n').sort() : undefined;
  };
  const ours = (text: string) => {
    const { packages } = installedPackages(parseStatus(new TextFile('/status', text)), ['amd64']);
    for (const each of packages) expect(each.dependencies).toBeInstanceOf(Array);
    return packages.map(({ name, version }) => `${name} ${version}`).sort();
  };

  it.each<Record<string, string | undefined>>([
    { Status: 'install  ok   installed' },
    { Status: 'Install OK Installed' },
    { Status: 'install\tok\tinstalled' },
    { Status: undefined },
    { Version: '1_2' },
    { Version: 'abc' },
    { Version: '1:2:3-4' },
    { Version: '1/2' },
    { Architecture: undefined },
    { 'Multi-Arch': 'Foreign' },
    { Package: 'Odd' },
    { Package: 'odd_name' },
    { Depends: 'fine (1.0)' },
    { Depends: 'fine (>= 1_0)' },
    { Depends: 'FINE' },
    { Provides: 'x (>= 1)' },
    { Maintainer: undefined },
  ])('%o: so do we', (fields) => {
    const text = statusText({ Package: 'fine' }, { Package: 'odd', ...fields });
    expect(theirs(text)).toBeDefined();
    expect(ours(text)).toEqual(theirs(text));
  });
});
