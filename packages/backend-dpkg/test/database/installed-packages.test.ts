import { describe, expect, it } from 'vitest';
import { installedPackages } from '../../src/database/installed-packages.ts';
import { parseStanzas } from '../../src/format/stanza.ts';
import { TextFile } from '../../src/format/text-file.ts';
import { type Fields, statusText } from '../support/status.ts';

const read = (architectures: string[], ...packages: Fields[]) =>
  installedPackages(parseStanzas(new TextFile('/status', statusText(...packages))), architectures);

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
    expect(installedPackages(parseStanzas(new TextFile('/s', text)), []).packages).toEqual([]);
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
    ['no Status', { Package: 'b', Status: '' }, 'package b has no Status'],
    ['an odd Status', { Package: 'b', Status: 'install ok' }, "unknown Status 'install ok'"],
    ['no name', { Package: '' }, 'package ? has no valid name'],
    ['a path as name', { Package: '../b' }, 'has no valid name'],
    ['no version', { Package: 'b', Version: '' }, 'package b has no valid Version'],
    ['no architecture', { Package: 'b', Architecture: '' }, 'has no valid Architecture'],
    ['an odd Multi-Arch', { Package: 'b', 'Multi-Arch': 'both' }, 'has an unknown Multi-Arch'],
    ['a package listed twice', { Package: 'a' }, 'package a is listed twice'],
  ])('names file and line of a package with %s', (_, fields, problem) => {
    expect(() => read(['amd64'], { Package: 'a' }, fields)).toThrow(
      new RegExp(`^/status: line 9: .*${problem.replace('?', '\\?')}`),
    );
  });
});
