import { expect, it } from 'vitest';
import { parseSourceName } from '../src/database/source-name.ts';
import { urlOf } from '../src/package-url.ts';

const fedora = { id: 'fedora', idLike: [], versionId: '40' };

it('the epoch is a qualifier', () => {
  const pkg = { name: 'bind', version: '32:9.18-1.fc40', arch: 'x86_64', id: 'bind' };
  const url = 'pkg:rpm/fedora/bind@9.18-1.fc40?arch=x86_64&distro=fedora-40&epoch=32';
  expect(urlOf(pkg, fedora)).toBe(url);
  expect(urlOf({ ...pkg, version: '9.18-1.fc40' }, fedora)).toBe(url.replace('&epoch=32', ''));
});

it.each([
  ['bash-5.2.15-1.fc38.src.rpm', { name: 'bash', version: '5.2.15-1.fc38' }],
  ['java-17-openjdk-17.0-1.nosrc.rpm', { name: 'java-17-openjdk', version: '17.0-1' }],
  ['', undefined],
])('the source of %s', (file, expected) => {
  expect(parseSourceName(file)).toEqual(expected);
});
