import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { addressesOf } from '../../../src/repository/sources/addresses.ts';
import { parseReleaseName, releaseSources } from '../../../src/repository/sources/distributions.ts';
import { parseSources } from '../../../src/repository/sources/parse-sources.ts';
import { sourcesOf } from '../../../src/repository/sources/sources-of.ts';

describe('parseSources', () => {
  it('reads lines of a sources.list', () => {
    const text = `# a comment
deb [signed-by=/k.gpg arch=amd64,arm64 trusted=yes] http://a.example/debian/ stable main contrib # end
deb-src http://a.example/debian stable main
deb http://b.example/x ./
deb http://incomplete.example
`;
    expect(parseSources(text, () => {})).toMatchObject([
      {
        ...{ uri: 'http://a.example/debian', suite: 'stable', components: ['main', 'contrib'] },
        ...{ signedBy: ['/k.gpg'], architectures: ['amd64', 'arm64'], trusted: true },
      },
      { uri: 'http://b.example/x', suite: './', components: [], trusted: false },
    ]);
  });

  it('reads paragraphs of a .sources file, with a key in one', () => {
    const text = `Types: deb deb-src
URIs: http://a.example/debian
# a comment
Suites: s s-updates
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDME
 -----END PGP PUBLIC KEY BLOCK-----

Types: deb
Enabled: no
URIs: http://b.example
Suites: s
Components: main

Types: deb
URIs: file:/m
Suites: t
Components: main
Check-Valid-Until: no
`;
    const key = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDME\n-----END PGP PUBLIC KEY BLOCK-----';
    expect(parseSources(text, () => {})).toMatchObject([
      { uri: 'http://a.example/debian', suite: 's', signedBy: [key] },
      { uri: 'http://a.example/debian', suite: 's-updates' },
      { uri: 'file:/m', suite: 't', ignoreExpiry: true },
    ]);
  });
});

describe('releases of a distribution', () => {
  it('have all suites of the release, or of the past', () => {
    const sources = releaseSources(parseReleaseName('debian:bookworm')!);
    expect(sources.map(({ suite, archive }) => `${archive} ${suite}`)).toEqual([
      ...['debian bookworm', 'debian bookworm-updates', 'debian-security bookworm-security'],
    ]);
    expect(releaseSources(parseReleaseName('debian:sid')!).map(({ suite }) => suite)).toEqual([
      'sid',
    ]);
    const [past] = releaseSources(parseReleaseName('debian:bookworm@20260101T000000Z')!);
    expect(past).toMatchObject({ archive: undefined, ignoreExpiry: true });
    expect(past!.uri).toMatch(/\/archive\/debian\/20260101T000000Z$/);
  });

  it.each([
    'debian',
    'debian:',
    'debian:x@yesterday',
    'other:x',
    'debian:../x',
    'Debian:x',
    'constructor:x',
  ])('are not: %s', (text) => {
    expect(parseReleaseName(text)).toBeUndefined();
    expect(() => sourcesOf(text, localHost())).toThrow('unknown repository');
  });
});

function hostWith(files: Record<string, string>) {
  return localHost(scratchDirectory({ 'etc/os-release': 'ID=debian\n', ...files }));
}

const CONFIGURED = {
  'etc/apt/sources.list': 'deb http://mirror.example/debian bookworm main\n',
  'etc/apt/sources.list.d/x.sources':
    'Types: deb\nURIs: http://mirror.example/sec\nSuites: bookworm-security\nComponents: main\n',
  'etc/apt/sources.list.d/y.list': 'deb http://other.example/debian bookworm-backports main\n',
  'etc/apt/sources.list.d/z.list': 'deb http://snapshot.example/debian bookworm main\n',
  'etc/apt/sources.list.d/ignored.save': 'deb http://no.example/debian bookworm main\n',
};

describe('addressesOf', () => {
  const main = { uri: 'http://deb.debian.org/debian', archive: 'debian' };
  const security = { uri: 'http://deb.debian.org/debian-security', archive: 'debian-security' };

  it("begins with this machine's mirrors of the same distribution", () => {
    const host = hostWith(CONFIGURED);
    expect(addressesOf(main, [], host)).toEqual(['http://mirror.example/debian', main.uri]);
    expect(addressesOf(security, [], host)).toEqual(['http://mirror.example/sec', security.uri]);
    const other = hostWith({ ...CONFIGURED, 'etc/os-release': 'ID=fedora\n' });
    expect(addressesOf(main, [], other)).toEqual([main.uri]);
  });

  it('is what the user says, for what a mirror has', () => {
    const host = hostWith({});
    expect(addressesOf(main, ['http://m.example/debian/'], host)).toEqual([
      'http://m.example/debian',
    ]);
    expect(addressesOf(security, ['http://m.example/debian/'], host)).toEqual([
      ...['http://m.example/debian-security', security.uri],
    ]);
    expect(addressesOf({ uri: 'http://own.example' }, ['http://m.example'], host)).toEqual([
      'http://own.example',
    ]);
  });
});

describe('addressesOf a snapshot', () => {
  const [main, , security] = sourcesOf('debian:trixie@20260101T000000Z', hostWith({}));

  it('is in the same place on a mirror of the snapshots, then on their own server', () => {
    const host = hostWith(CONFIGURED);
    const mirrors = ['http://m.example/archive/'];
    expect(addressesOf(main!, mirrors, host)).toEqual([
      'http://m.example/archive/debian/20260101T000000Z',
      'http://snapshot.debian.org/archive/debian/20260101T000000Z',
    ]);
    expect(addressesOf(security!, mirrors, host)).toEqual([
      'http://m.example/archive/debian-security/20260101T000000Z',
      'http://snapshot.debian.org/archive/debian-security/20260101T000000Z',
    ]);
    expect(addressesOf(main!, [], host)).toEqual([main!.uri]);
  });
});

describe('sourcesOf', () => {
  it('takes a file, and what apt is configured with', () => {
    const host = hostWith({
      ...CONFIGURED,
      'my.list': 'deb http://a.example ./\n',
      'empty.list': '',
    });
    expect(sourcesOf('/my.list', host)).toMatchObject([{ uri: 'http://a.example', suite: './' }]);
    expect(sourcesOf('host', host).map(({ suite }) => suite)).toEqual([
      ...['bookworm', 'bookworm-security', 'bookworm-backports', 'bookworm'],
    ]);
    expect(() => sourcesOf('/empty.list', host)).toThrow('/empty.list: no sources');
    expect(() => sourcesOf('/missing.list', host)).toThrow('cannot be read (ENOENT)');
    expect(() => sourcesOf('host', hostWith({}))).toThrow("this machine's apt configuration");
  });
});
