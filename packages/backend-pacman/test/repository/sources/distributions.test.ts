import { describe, expect, it } from 'vitest';
import { parseReleaseName, releaseSources } from '../../../src/repository/sources/distributions.ts';
import { DEFAULT_LEVEL } from '../../../src/repository/sources/sig-level.ts';

describe('the name of a release', () => {
  it.each([
    ['arch', undefined],
    ['arch:rolling', undefined],
    ['arch@2026/01/02', '2026/01/02'],
    ['arch@2026-01-02', '2026/01/02'],
    ['arch@20260102', '2026/01/02'],
    ['arch:rolling@20260102', '2026/01/02'],
  ])('%s', (name, snapshot) => {
    expect(parseReleaseName(name)).toEqual({ distribution: 'arch', snapshot });
  });

  it.each([
    ...['arch:', 'arch:42', 'arch@', 'arch@yesterday', 'arch@2026/1/2', 'arch@2026/01/02/03'],
    ...['arch@x2026/01/02', 'Arch', 'debian', 'constructor', 'toString:rolling', ''],
  ])('is not %j', (name) => {
    expect(parseReleaseName(name)).toBeUndefined();
  });
});

describe('the repositories of a release', () => {
  it('are core and extra, at the distribution, with its keys', () => {
    const sources = releaseSources({ distribution: 'arch', snapshot: undefined }, 'x86_64');
    const common = {
      ...{ uri: 'https://geo.mirror.pkgbuild.com', mirrors: [], archive: 'arch' },
      sigLevel: DEFAULT_LEVEL,
      keyrings: ['/usr/share/pacman/keyrings/archlinux.gpg', '/usr/share/keyrings/archlinux.gpg'],
    };
    expect(sources).toEqual([
      { ...common, name: 'core', directory: 'core/os/x86_64' },
      { ...common, name: 'extra', directory: 'extra/os/x86_64' },
    ]);
  });

  it('of a day are in the archive, of which there are no mirrors', () => {
    const [core] = releaseSources({ distribution: 'arch', snapshot: '2026/01/02' }, 'x86_64');
    expect(core).toMatchObject({ uri: 'https://archive.archlinux.org/repos/2026/01/02' });
    expect(core!.archive).toBeUndefined();
  });
});
