import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createLock, encodeLock, parseLock, type Report } from '@supermin/core';
import { SigningKey } from '@supermin/test-support/apt';
import { change, Refusals, RepositoryScratch } from '@supermin/test-support/backends';
import {
  type PackageDescription,
  SignedRepository,
  type SignedRepositoryOptions,
} from '@supermin/test-support/pacman';
import { available, hasProgram } from '@supermin/test-support/programs';
import { describe, expect, it } from 'vitest';
import { backend } from '../../src/backend.ts';

const PACKAGES: readonly PackageDescription[] = [
  {
    name: 'tool',
    version: '1:1.0-1',
    depends: ['library>=1', 'sh'],
    backup: ['etc/tool.conf'],
    files: [
      { path: 'etc', directory: true },
      { path: 'etc/tool.conf', content: 'a=1\n' },
      { path: 'usr', directory: true },
      { path: 'usr/bin', directory: true },
      { path: 'usr/bin/tool', content: '#!/bin/sh\n', mode: 0o755 },
    ],
  },
  {
    name: 'library',
    version: '1.5-1',
    arch: 'any',
    provides: ['sh'],
    files: [
      { path: 'usr', directory: true },
      { path: 'usr/lib', directory: true },
      { path: 'usr/lib/library.so', content: 'elf' },
    ],
  },
  { name: 'other', version: '1-1', files: [] },
];

const HAS_TOOLS = ['gpg', 'gpgv', 'zstd', 'tar'].every((name) => available(name, hasProgram(name)));

type Which = keyof Pick<SignedRepositoryOptions, 'key' | 'indexKey'>;

class Fixture extends RepositoryScratch {
  readonly key: SigningKey;
  repository: SignedRepository;
  uri = `file://${this.top}/m`;

  /** @param signs what is signed */
  constructor(signs: readonly Which[] = ['key'], inIndex = false) {
    super(backend);
    this.key = new SigningKey(`${this.top}/k`);
    mkdirSync(`${this.top}/keys`);
    writeFileSync(`${this.top}/keys/pubring.gpg`, readFileSync(this.key.keyring));
    const keys = Object.fromEntries(signs.map((each) => [each, this.key]));
    this.repository = new SignedRepository(`${this.top}/m`, 'own', PACKAGES, { ...keys, inIndex });
  }

  lock(
    more: {
      level?: string;
      keys?: string;
      packages?: string[];
      update?: boolean;
      report?: Report;
    } = {},
  ) {
    const { level = '', keys = `${this.top}/keys`, packages = ['tool'], ...rest } = more;
    const file = `${this.top}/my.conf`;
    const options = ['[options]', `GPGDir = ${keys}`, 'Architecture = x86_64'];
    const lines = [...options, ...(level === '' ? [] : [`SigLevel = ${level}`]), '[own]'];
    writeFileSync(file, [...lines, `Server = ${this.uri}`, ''].join('\n'));
    return createLock({
      ...{ ...this.options, ...rest },
      ...{ family: 'arch/pacman', from: [file], packages },
    });
  }

  /** Also what is called good. */
  override kept(): string[] {
    return super.kept(['layers-1', 'downloads', 'verified']);
  }

  /** Of the whole index, unpacked. */
  changeIndex(edit: (tar: string) => string): void {
    const tar = gunzipSync(readFileSync(this.repository.index)).toString('latin1');
    writeFileSync(this.repository.index, gzipSync(Buffer.from(edit(tar), 'latin1')));
  }
}

/** Of the same length, so that the archive stays one. */
const flip = (text: string) => text.replace(/.(?=.{8}$)/s, (byte) => (byte === '!' ? '?' : '!'));

const refusals = new Refusals('backend-pacman/repository');

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

describe.runIf(HAS_TOOLS)('a repository of pacman', () => {
  it('gives a lock, and a root that is as the packages have it', async () => {
    const fixture = new Fixture();
    const lock = await fixture.lock();
    expect(lock.packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
      ...['library 1.5-1', 'tool 1:1.0-1'],
    ]);
    expect(parseLock(encodeLock(lock), 'x')).toEqual(lock);
    const { host, packages } = await fixture.root(lock);
    expect(packages).toEqual(['library', 'tool']);
    expect(host.readFile('/etc/tool.conf').toString()).toBe('a=1\n');
    expect(host.lstat('/usr/bin/tool')).toMatchObject({ mode: 0o755, uid: 0 });
    expect(host.lstat('/.PKGINFO')).toBeUndefined();
    const signal = new AbortController().signal;
    const context = { host, signal, report: () => {}, family: 'arch/pacman' };
    const database = await backend.open(context);
    const found = database.find('tool');
    expect(found).toMatchObject([{ name: 'tool', version: '1:1.0-1', arch: 'x86_64' }]);
    const closure = await database.closure(found, { resolver: 'default' });
    expect(closure.map(({ id }) => id)).toEqual(['library', 'tool']);
    const contents = await database.contents(closure, signal);
    const tool = contents.find((each) => each.package.name === 'tool');
    expect(tool!.files.find(({ path }) => path === '/etc/tool.conf')).toMatchObject({
      config: true,
    });
  });

  it('has downloaded and verified the packages when there is a lock, where the index is not signed', async () => {
    const fixture = new Fixture();
    const lock = await fixture.lock();
    for (const { sha256 } of lock.packages) expect(fixture.kept()).toContain(sha256);
    renameSync(`${fixture.top}/m`, `${fixture.top}/gone`);
    // Neither index nor packages are looked for.
    expect(await fixture.lock()).toEqual(lock);
    expect((await fixture.root(lock)).host.readFile('/usr/lib/library.so').toString()).toBe('elf');
    await expect(fixture.lock({ update: true })).rejects.toMatchObject({
      code: 'DOWNLOAD_MISSING',
    });
  });

  it('takes signatures in the index, and a signed index alone if packages need none', async () => {
    const inIndex = new Fixture(['key'], true);
    expect((await inIndex.lock()).packages.length).toBe(2);
    const index = new Fixture(['indexKey']);
    const lock = await index.lock({ level: 'PackageNever DatabaseRequired' });
    expect(lock.packages.length).toBe(2);
    // The index vouches for them: they are not there yet.
    expect(index.kept()).toEqual([]);
    await expect(index.lock()).rejects.toMatchObject({ code: 'SIGNATURE_MISSING' });
    await expect(new Fixture().lock({ level: 'Required' })).rejects.toMatchObject({
      code: 'SIGNATURE_MISSING',
      message: expect.stringContaining('own.db: it is not signed'),
    });
  });

  it('takes what is not signed only where that is spelled out', async () => {
    const fixture = new Fixture([]);
    await expect(fixture.lock()).rejects.toMatchObject({
      code: 'SIGNATURE_MISSING',
      message: expect.stringMatching(/package (tool|library) .*: it is not signed/),
    });
    await expect(fixture.lock({ level: 'Required' })).rejects.toMatchObject({
      code: 'SIGNATURE_MISSING',
    });
    expect(fixture.kept().filter((name) => /^[0-9a-f]{64}$/.test(name))).toEqual([]);
    expect((await fixture.lock({ level: 'Optional' })).packages.length).toBe(2);
    expect((await fixture.lock({ level: 'Never' })).packages.length).toBe(2);
    // What was kept then is not called signed now.
    await expect(fixture.lock()).rejects.toMatchObject({ code: 'SIGNATURE_MISSING' });
    await expect(fixture.lock({ level: 'Sometimes' })).rejects.toThrow(
      "'Sometimes' is not a SigLevel value",
    );
  });

  it('takes the last index, with a warning, where the network is gone', async () => {
    const fixture = new Fixture();
    const lock = await fixture.served((uri) => {
      fixture.uri = uri;
      return fixture.lock();
    });
    fixture.age('pacman-databases');
    const warnings: string[] = [];
    const report: Report = (event) => event.kind === 'warning' && warnings.push(event.text);
    expect(await fixture.lock({ report })).toEqual(lock);
    expect(warnings).toEqual([expect.stringContaining('cannot be reached')]);
    await expect(fixture.lock({ update: true })).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  });

  const file = ({ repository }: Fixture, name = 'tool') => repository.fileOf(name);
  it.each<[string, string, (fixture: Fixture) => void]>([
    ['was changed', 'DOWNLOAD_HASH', (fixture) => change(file(fixture), flip)],
    [
      'is cut off',
      'DOWNLOAD_SIZE',
      (fixture) => change(file(fixture), (text) => text.slice(0, 99)),
    ],
    ['is longer', 'DOWNLOAD_SIZE', (fixture) => change(file(fixture), (text) => `${text}more`)],
    ['is gone', 'DOWNLOAD_MISSING', (fixture) => rmSync(file(fixture))],
    [
      'has the signature of another one',
      'SIGNATURE_BAD',
      (fixture) =>
        writeFileSync(`${file(fixture)}.sig`, readFileSync(`${file(fixture, 'other')}.sig`)),
    ],
    [
      'has a signature that is cut off',
      'SIGNATURE_MISSING',
      (fixture) => change(`${file(fixture)}.sig`, (text) => text.slice(0, 40)),
    ],
    [
      'has an empty signature',
      'SIGNATURE_MISSING',
      (fixture) => writeFileSync(`${file(fixture)}.sig`, ''),
    ],
    [
      'has a page of HTML for a signature',
      'SIGNATURE_MISSING it is not signed, and a page of HTML',
      (fixture) => writeFileSync(`${file(fixture)}.sig`, '<html>log in first</html>'),
    ],
    [
      'has a signature without end',
      'DOWNLOAD_SIZE',
      (fixture) => writeFileSync(`${file(fixture)}.sig`, Buffer.alloc(1 << 20)),
    ],
    ['has no signature', 'SIGNATURE_MISSING', (fixture) => rmSync(`${file(fixture)}.sig`)],
    [
      'is signed by another key',
      'SIGNATURE_KEY',
      (fixture) => {
        const key = new SigningKey(`${fixture.top}/l`, 'mallory');
        writeFileSync(`${file(fixture)}.sig`, key.signBytes(readFileSync(file(fixture))));
      },
    ],
    [
      'is signed over SHA-1',
      'SIGNATURE_BAD package tool 1:1.0-1: bad signature: its digest is SHA-1',
      (fixture) => {
        const bytes = fixture.key.signBytes(readFileSync(file(fixture)), ['--digest-algo', 'SHA1']);
        writeFileSync(`${file(fixture)}.sig`, bytes);
      },
    ],
    [
      'is signed by a key that was revoked',
      'SIGNATURE_BAD is not trusted any more',
      (fixture) =>
        writeFileSync(`${fixture.top}/keys/pubring-revoked`, `${fixture.key.fingerprint}\n`),
    ],
  ])('refuses a package file that %s, and keeps nothing of it', async (_, error, tamper) => {
    const fixture = new Fixture();
    const good = [digestOf(file(fixture, 'library'))];
    tamper(fixture);
    await refusals.of(fixture, () => fixture.lock(), error, good);
  });

  it('refuses an older, signed package that the index calls a newer one', async () => {
    const fixture = new Fixture();
    const { repository } = fixture;
    repository.writeIndex(
      repository.packed.map((each) =>
        each.described.name === 'tool'
          ? { ...each, described: { ...each.described, version: '1:1.1-1' } }
          : each,
      ),
    );
    const error = 'PACKAGE_DAMAGED the file is another package, tool 1:1.0-1 x86_64';
    const good = [digestOf(file(fixture, 'library'))];
    await refusals.of(fixture, () => fixture.lock(), error, good);
  });

  it.each<[string, string, (fixture: Fixture) => void]>([
    ['was changed', 'SIGNATURE_BAD', (fixture) => fixture.changeIndex((tar) => `${tar}\0`)],
    ['is empty', 'SIGNATURE_BAD', ({ repository }) => writeFileSync(repository.index, '')],
    ['is gone', 'DOWNLOAD_MISSING', ({ repository }) => rmSync(repository.index)],
    ['is not signed', 'SIGNATURE_MISSING', ({ repository }) => rmSync(`${repository.index}.sig`)],
    [
      'is signed by another key',
      'SIGNATURE_KEY',
      ({ top, repository }) => {
        const key = new SigningKey(`${top}/l`, 'mallory');
        writeFileSync(`${repository.index}.sig`, key.signBytes(readFileSync(repository.index)));
      },
    ],
  ])('refuses an index that %s', async (_, error, tamper) => {
    const fixture = new Fixture(['key', 'indexKey']);
    tamper(fixture);
    await refusals.of(fixture, () => fixture.lock({ level: 'Required' }), error);
  });

  it.each<[string, string, (fixture: Fixture) => void]>([
    [
      'is none',
      'it is no archive that can be read',
      ({ repository }) => writeFileSync(repository.index, '<html>log in first</html>'),
    ],
    [
      'is empty',
      'it is no archive that can be read',
      ({ repository }) => writeFileSync(repository.index, gzipSync('')),
    ],
    [
      'is cut off',
      'the gzip data cannot be unpacked',
      ({ repository }) => change(repository.index, (text) => text.slice(0, -200)),
    ],
    [
      'has no digest',
      'package tool has no %SHA256SUM% that can be used',
      (fixture) => fixture.changeIndex((tar) => tar.replaceAll('%SHA256SUM%', '%SHA25_SUM%')),
    ],
    [
      'has a short digest',
      'package tool has no %SHA256SUM% that can be used',
      (fixture) => fixture.changeIndex((tar) => tar.replace(/(%SHA256SUM%\n)../g, '$1x\n')),
    ],
    [
      'has no size',
      'package tool has no %CSIZE% that can be used',
      (fixture) => fixture.changeIndex((tar) => tar.replaceAll('%CSIZE%', '%CS_ZE%')),
    ],
    [
      'has a path for a file',
      'library-1.5-1: it is not what its name says',
      (fixture) => fixture.changeIndex((tar) => tar.replaceAll(/(%FILENAME%\n)..../g, '$1../.')),
    ],
    [
      'has odd names',
      'library-1.5-1: it is not what its name says',
      (fixture) => fixture.changeIndex((tar) => tar.replaceAll(/(%NAME%\n)../g, '$1 x')),
    ],
    [
      'has a zero byte',
      'library-1.5-1: its desc has control characters',
      (fixture) =>
        fixture.changeIndex((tar) => tar.replaceAll('%BUILDDATE%\n1', '%BUILDDATE%\n\0')),
    ],
  ])('refuses an index without a signature that %s', async (_, fault, tamper) => {
    const fixture = new Fixture();
    tamper(fixture);
    await refusals.of(fixture, () => fixture.lock(), `INDEX_DAMAGED ${fault}`);
  });

  it('says which keys it looked for', async () => {
    const fixture = new Fixture();
    const keys = `${fixture.top}/none`;
    const looked = `(looked for ${keys}/pubring.gpg, ${keys}/pubring.kbx)`;
    const error = `KEYRING_MISSING no keys to verify it with ${looked}`;
    await refusals.of(fixture, () => fixture.lock({ keys }), error);
  });

  it('has as many cases of tampering as are counted', () => refusals.checkCount());
});
