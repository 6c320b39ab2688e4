import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createLock, encodeLock, type Lock, parseLock, type Report } from '@supermin/core';
import {
  AptRepository,
  type AptRepositoryOptions,
  type DebDescription,
  SigningKey,
} from '@supermin/test-support/apt';
import { change, Refusals, RepositoryScratch } from '@supermin/test-support/backends';
import { available, hasProgram } from '@supermin/test-support/programs';
import { describe, expect, it } from 'vitest';
import { backend } from '../../src/backend.ts';

const PACKAGES: readonly DebDescription[] = [
  {
    name: 'tool',
    arch: 'amd64',
    fields: { Depends: 'library (>= 1)' },
    files: { 'bin/tool': '#!/bin/sh\n', 'etc/tool.conf': 'a=1\n' },
    control: { conffiles: '/etc/tool.conf\n', postinst: '#!/bin/sh\nexit 0\n' },
  },
  { name: 'library', version: '1.5', files: { 'usr/lib/library.so': 'elf' } },
  { name: 'other', files: { 'usr/share/other': '' } },
];

const HAS_TOOLS = ['gpg', 'gpgv', 'dpkg-deb', 'xz'].every((name) =>
  available(name, hasProgram(name)),
);

class Fixture extends RepositoryScratch {
  readonly key: SigningKey;
  repository: AptRepository;
  uri = `file:${this.top}/m`;

  constructor(options: AptRepositoryOptions = {}) {
    super(backend);
    this.key = new SigningKey(`${this.top}/k`);
    this.repository = new AptRepository(`${this.top}/m`, PACKAGES, { key: this.key, ...options });
  }

  lock(more: { signedBy?: string; packages?: string[]; update?: boolean; report?: Report } = {}) {
    const { signedBy = `signed-by=${this.key.keyring}`, packages = ['tool'], ...rest } = more;
    const file = `${this.top}/my.list`;
    writeFileSync(file, `deb [${signedBy}] ${this.uri} stable main\n`);
    return createLock({
      ...{ ...this.options, ...rest },
      ...{ family: 'debian/dpkg', from: [file], arch: 'amd64', packages },
    });
  }
}

const refusals = new Refusals('backend-dpkg/repository');

/** Digests of packages but for the one that is tampered with. */
function goodOf({ packages }: Lock): string[] {
  return packages.filter(({ name }) => name !== 'tool').map(({ sha256 }) => sha256);
}

describe.runIf(HAS_TOOLS)('a repository', () => {
  it('gives a lock, and a root that is as the packages have it', async () => {
    const fixture = new Fixture();
    const lock = await fixture.lock();
    expect(lock.packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
      ...['library 1.5', 'tool 1'],
    ]);
    expect(parseLock(encodeLock(lock), 'x')).toEqual(lock);
    const { host, packages } = await fixture.root(lock);
    expect(packages).toEqual(['library', 'tool']);
    expect(host.readFile('/etc/tool.conf').toString()).toBe('a=1\n');
    expect(host.lstat('/bin')).toMatchObject({ type: 'symlink' });
    expect(host.readFile('/usr/bin/tool').toString()).toBe('#!/bin/sh\n');
    const signal = new AbortController().signal;
    const context = { host, signal, report: () => {}, family: 'debian/dpkg' };
    const database = await backend.open(context);
    const found = database.find('tool');
    expect(found).toMatchObject([{ name: 'tool', arch: 'amd64' }]);
    const closure = await database.closure(found, { resolver: 'default' });
    expect(closure.map(({ id }) => id)).toEqual(['library', 'tool']);
    const [, tool] = await database.contents(closure, signal);
    expect(tool!.files.find(({ path }) => path === '/etc/tool.conf')).toMatchObject({
      config: true,
    });
  });

  it('needs no network for what is kept', async () => {
    const fixture = new Fixture();
    const lock = await fixture.lock();
    await fixture.root(lock);
    renameSync(`${fixture.top}/m`, `${fixture.top}/gone`);
    expect(await fixture.lock()).toEqual(lock);
    expect((await fixture.root(lock)).host.readFile('/usr/lib/library.so').toString()).toBe('elf');
    await expect(fixture.lock({ update: true })).rejects.toMatchObject({
      code: 'DOWNLOAD_MISSING',
    });
  });

  it('takes the last index, with a warning, where the network is gone', async () => {
    const fixture = new Fixture();
    const lock = await fixture.served((uri) => {
      fixture.uri = uri;
      return fixture.lock();
    });
    fixture.age('dpkg-releases');
    const warnings: string[] = [];
    const report: Report = (event) => event.kind === 'warning' && warnings.push(event.text);
    expect(await fixture.lock({ report })).toEqual(lock);
    expect(warnings).toEqual([expect.stringContaining('cannot be reached')]);
    await expect(fixture.lock({ update: true })).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  });

  it('takes a key in a file in ASCII armour, Release.gpg, and what is called trusted', async () => {
    const armoured = new Fixture();
    writeFileSync(`${armoured.top}/key.asc`, armoured.key.armoured);
    await armoured.lock({ signedBy: `signed-by=${armoured.top}/key.asc` });
    const detached = new Fixture();
    detached.repository.detachSignature();
    await detached.lock();
    const { key: _, ...unsigned } = { key: undefined };
    const trusted = new Fixture(unsigned);
    trusted.repository = new AptRepository(`${trusted.top}/m`, PACKAGES);
    await trusted.lock({ signedBy: 'trusted=yes' });
    await expect(trusted.lock()).rejects.toMatchObject({ code: 'SIGNATURE_MISSING' });
  });

  it.each<[string, string, (fixture: Fixture) => void]>([
    [
      'a text that was changed',
      'SIGNATURE_BAD',
      ({ repository }) =>
        change(repository.suiteFile('InRelease'), (text) =>
          text.replace('Origin: Test', 'Origin: Best'),
        ),
    ],
    [
      'a text in front',
      'SIGNATURE_BAD',
      ({ repository }) =>
        change(repository.suiteFile('InRelease'), (text) =>
          text.replace('\n\n', '\n\nOrigin: Evil\n'),
        ),
    ],
    [
      'no signature',
      'SIGNATURE_MISSING',
      ({ repository }) =>
        change(repository.suiteFile('InRelease'), (text) =>
          text.replace(/^[\s\S]*?\n\n/, '').replace(/-----BEGIN PGP SIG[\s\S]*/, ''),
        ),
    ],
    [
      'a signature that is cut off',
      'SIGNATURE_MISSING',
      ({ repository }) => change(repository.suiteFile('InRelease'), (text) => text.slice(0, -150)),
    ],
    [
      'another key',
      'SIGNATURE_KEY',
      (fixture) => {
        const key = new SigningKey(`${fixture.top}/l`, 'mallory');
        new AptRepository(`${fixture.top}/m`, PACKAGES, { key });
      },
    ],
    [
      'nothing at all',
      'SIGNATURE_MISSING',
      ({ repository }) => writeFileSync(repository.suiteFile('InRelease'), ''),
    ],
    [
      'a page of HTML',
      'SIGNATURE_MISSING it is not signed, and a page of HTML',
      ({ repository }) =>
        writeFileSync(repository.suiteFile('InRelease'), '<html>log in first</html>'),
    ],
    [
      'a Release file without a signature',
      'SIGNATURE_MISSING',
      ({ repository }) => {
        renameSync(repository.suiteFile('InRelease'), repository.suiteFile('Release'));
        rmSync(repository.suiteFile('Release.gpg'), { force: true });
      },
    ],
    [
      'an index that was changed',
      'DOWNLOAD_HASH',
      ({ repository }) =>
        change(repository.suiteFile('main/binary-amd64/Packages.xz'), (text) =>
          text.replace(/.$/s, '!'),
        ),
    ],
    [
      'an index that is cut off',
      'DOWNLOAD_SIZE',
      ({ repository }) =>
        change(repository.suiteFile('main/binary-amd64/Packages.xz'), (text) => text.slice(0, 50)),
    ],
    [
      'an index that is longer',
      'DOWNLOAD_SIZE',
      ({ repository }) =>
        change(repository.suiteFile('main/binary-amd64/Packages.xz'), (text) => `${text}more`),
    ],
    [
      'no index',
      'DOWNLOAD_MISSING',
      ({ repository }) => rmSync(repository.suiteFile('main/binary-amd64/Packages.xz')),
    ],
  ])('refuses %s', async (_, error, tamper) => {
    const fixture = new Fixture();
    tamper(fixture);
    await refusals.of(fixture, () => fixture.lock(), error);
  });

  it('refuses an index that has expired, or is none for the architecture', async () => {
    const old = new Fixture({ release: { 'Valid-Until': 'Sat, 01 Jan 2022 00:00:00 UTC' } });
    const expired = 'RELEASE_EXPIRED the index expired on 2022-01-01';
    await refusals.of(old, () => old.lock(), expired);
    const never = new Fixture({ release: { 'Valid-Until': 'when it suits' } });
    const damaged = 'RELEASE_DAMAGED the Release file is truncated or corrupt';
    await refusals.of(never, () => never.lock(), damaged);
    const other = new Fixture({ architectures: ['arm64'] });
    await refusals.of(
      other,
      () => other.lock(),
      'INDEX_MISSING there are no packages of main for amd64',
    );
  });

  it('refuses a key that it was not told of, and one that is not there', async () => {
    const fixture = new Fixture();
    const missing = `signed-by=${fixture.top}/missing.gpg`;
    const looked = `no keys to verify it with (looked for ${fixture.top}/missing.gpg)`;
    const lock = () => fixture.lock({ signedBy: missing });
    await refusals.of(fixture, lock, `KEYRING_MISSING ${looked}`);
  });

  it('refuses an older index than the last one', async () => {
    const fixture = new Fixture();
    await fixture.lock();
    const { key } = fixture;
    const release = { Date: 'Sat, 01 Jan 2022 00:00:00 UTC' };
    new AptRepository(`${fixture.top}/m`, PACKAGES, { key, release });
    await refusals.of(fixture, () => fixture.lock({ update: true }), 'RELEASE_OLD');
    // It is no more than a look: what is kept counts.
    expect((await fixture.lock()).packages.length).toBe(2);
  });

  it('refuses an index that unpacks to more than was signed', async () => {
    const fixture = new Fixture();
    const { repository } = fixture;
    const plain = / (\w{64}) \d+ (main\/binary-amd64\/Packages)$/m;
    const text = readFileSync(repository.suiteFile('InRelease'), 'latin1');
    const listed = text.split('\n').filter((line) => /^ \w{64} /.test(line));
    repository.writeRelease(listed.map((line) => line.replace(plain, ' $1 5 $2')));
    const error = 'INDEX_DAMAGED it unpacks to more than 5 bytes';
    await refusals.of(fixture, () => fixture.lock(), error);
  });

  it.each([
    ['no SHA256', 'SHA256', /^SHA256: .*\n/m, ''],
    ['another digest', 'SHA256', /^SHA256: .*/m, 'SHA256: abc'],
    ['no Size', 'Size', /^Size: .*\n/m, ''],
    ['a Size that is no number', 'Size', /^Size: .*/m, 'Size: -1'],
    ['a Size without end', 'Size', /^Size: .*/m, 'Size: 99999999999999'],
    ['no Filename', 'Filename', /^Filename: .*\n/m, ''],
    ['a Filename that leads out', 'Filename', /^Filename: .*/m, 'Filename: pool/../../x'],
  ])('refuses an index entry with %s', async (_, name, field, replacement) => {
    const fixture = new Fixture();
    const { repository } = fixture;
    const path = 'main/binary-amd64/Packages';
    const packed = readFileSync(repository.suiteFile(`${path}.gz`));
    const text = gunzipSync(packed).toString('latin1').replace(field, replacement);
    repository.write(path, text);
    const sha256 = createHash('sha256').update(text, 'latin1').digest('hex');
    repository.writeRelease([` ${sha256} ${text.length} ${path}`]);
    const error = `INDEX_DAMAGED package tool has no ${name} that can be used`;
    await refusals.of(fixture, () => fixture.lock(), error);
  });

  it.each<[string, string, (file: string, fixture: Fixture) => void]>([
    ['was changed', 'DOWNLOAD_HASH', (file) => change(file, (text) => text.replace(/.$/s, '!'))],
    ['is cut off', 'DOWNLOAD_SIZE', (file) => change(file, (text) => text.slice(0, 300))],
    ['is longer', 'DOWNLOAD_SIZE', (file) => change(file, (text) => `${text}more`)],
    ['is gone', 'DOWNLOAD_MISSING', (file) => rmSync(file)],
    [
      'is another one',
      'DOWNLOAD_SIZE',
      (file, { repository }) =>
        writeFileSync(file, readFileSync(repository.poolFile(PACKAGES[2]!))),
    ],
  ])('refuses a package file that %s, and keeps nothing of it', async (_, error, tamper) => {
    const fixture = new Fixture();
    const lock = await fixture.lock();
    tamper(fixture.repository.poolFile(PACKAGES[0]!), fixture);
    await refusals.of(fixture, () => fixture.root(lock), error, goodOf(lock));
  });

  it('refuses a package that its index calls by another name', async () => {
    const fixture = new Fixture();
    const lock = await fixture.lock();
    const packages = lock.packages.map((each) =>
      each.name === 'tool' ? { ...each, version: '2' } : each,
    );
    const error = 'PACKAGE_DAMAGED the file is another package, tool 1 amd64';
    const root = () => fixture.root({ ...lock, packages });
    await refusals.of(fixture, root, error, goodOf(lock));
  });

  it('has as many cases of tampering as are counted', () => refusals.checkCount());
});
