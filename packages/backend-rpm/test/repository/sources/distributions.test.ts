import { describe, expect, it } from 'vitest';
import {
  ownAddress,
  parseReleaseName,
  releaseSources,
} from '../../../src/repository/sources/distributions.ts';

const FEDORA = 'https://dl.fedoraproject.org/pub/fedora/linux';
const SECONDARY = 'https://dl.fedoraproject.org/pub/fedora-secondary';
const addresses = (release: string, arch: string) =>
  releaseSources({ distribution: 'fedora', release }, arch).map(
    ({ id, addresses: each }) => `${id} ${each.join(' ')}`,
  );

describe('a release', () => {
  it('of Fedora is the release as it was, and its updates', () => {
    expect(addresses('42', 'x86_64')).toEqual([
      `fedora ${FEDORA}/releases/42/Everything/x86_64/os`,
      `updates ${FEDORA}/updates/42/Everything/x86_64`,
    ]);
  });

  it('that has no updates is one repository: rawhide', () => {
    expect(addresses('rawhide', 'aarch64')).toEqual([
      `rawhide ${FEDORA}/development/rawhide/Everything/aarch64/os`,
    ]);
  });

  it.each(['ppc64le', 's390x'])('for %s is in the secondary archive', (arch) => {
    expect(addresses('42', arch)[1]).toBe(`updates ${SECONDARY}/updates/42/Everything/${arch}`);
    const archives = releaseSources({ distribution: 'fedora', release: '42' }, arch);
    expect(archives.map(({ archive }) => archive)).toEqual([
      'fedora-secondary',
      'fedora-secondary',
    ]);
  });

  it('has the names of architectures that addresses have', () => {
    expect(addresses('36', 'armv7hl')[0]).toContain('/Everything/armhfp/os');
  });

  it('has its packages checked by its keys, and excludes none', () => {
    const [source] = releaseSources({ distribution: 'fedora', release: '42' }, 'x86_64');
    expect(source).toMatchObject({
      ...{ archive: 'fedora', checkPackages: true, priority: 99, cost: 1000 },
      ...{ exclude: [], include: [] },
      keys: [
        '/etc/pki/rpm-gpg/RPM-GPG-KEY-fedora-42-primary',
        '/usr/share/distribution-gpg-keys/fedora/RPM-GPG-KEY-fedora-42-primary',
      ],
    });
  });
});

describe('the name of a release', () => {
  it.each([
    ['fedora:42', '42'],
    ['fedora:rawhide', 'rawhide'],
    ['fedora:4', '4'],
  ])('%s', (name, release) => {
    expect(parseReleaseName(name)).toEqual({ distribution: 'fedora', release });
  });

  it.each([
    ...['fedora', 'fedora:', 'fedora:-1', 'fedora:4/2', ' fedora:42', 'fedora:42 ', 'Fedora:42'],
    ...['unheard-of:1', 'constructor:1', 'toString:1', '/etc/fedora:42', 'fedora:42:43'],
  ])('is not %j', (name) => {
    expect(parseReleaseName(name)).toBeUndefined();
  });
});

it('archives have the addresses of their distribution', () => {
  expect(ownAddress('fedora')).toBe(FEDORA);
  expect(ownAddress('fedora-secondary')).toBe(SECONDARY);
  expect(ownAddress('elsewhere')).toBeUndefined();
  expect(ownAddress('constructor')).toBeUndefined();
});
