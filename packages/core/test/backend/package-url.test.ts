import { expect, it } from 'vitest';
import { packageUrl } from '../../src/backend/package-url.ts';

const debian = { id: 'debian', idLike: [], versionId: '12' };
const rolling = { id: 'arch', idLike: [], versionId: '' };

it.each([
  ['g++', '4:12.2.0-3', 'deb', 'pkg:deb/debian/g%2B%2B@4:12.2.0-3?arch=amd64&distro=debian-12'],
  ['a', '1~rc+b1', 'deb', 'pkg:deb/debian/a@1~rc%2Bb1?arch=amd64&distro=debian-12'],
  ['caf\u00c3\u00a9', '1 2', 'deb', 'pkg:deb/debian/caf%C3%A9@1%202?arch=amd64&distro=debian-12'],
])('%s %s', (name, version, type, expected) => {
  expect(packageUrl({ name, version, arch: 'amd64', id: name }, debian, { type })).toBe(expected);
});

it('has no version where the distribution has none, and sorts qualifiers', () => {
  const pkg = { name: 'bind', version: '32:9-1', arch: 'x86_64', id: 'bind' };
  expect(
    packageUrl(pkg, rolling, { type: 'rpm', version: '9-1', qualifiers: { epoch: '32' } }),
  ).toBe('pkg:rpm/arch/bind@9-1?arch=x86_64&distro=arch&epoch=32');
});
