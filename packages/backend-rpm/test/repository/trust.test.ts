import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { SigningKey } from '@supermin/test-support/apt';
import { Refusals } from '@supermin/test-support/backends';
import { available, hasProgram } from '@supermin/test-support/programs';
import {
  cpioMember,
  cpioTrailer,
  encodePackage,
  type PackageDescription,
  type RpmRepositoryOptions,
} from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { Fixture, PACKAGES } from './fixtures/fixture.ts';

const HAS_TOOLS = ['gpg', 'gpgv', 'createrepo_c'].every((name) =>
  available(name, hasProgram(name)),
);

const LIBRARY = PACKAGES.find(({ name }) => name === 'library')!;

class Keys {
  readonly #top = scratchDirectory();
  readonly good = new SigningKey(`${this.#top}/k`);
  readonly other = new SigningKey(`${this.#top}/l`, 'mallory');
  readonly file = `${this.#top}/key.asc`;

  readonly otherFile = `${this.#top}/other.asc`;

  constructor() {
    writeFileSync(this.file, this.good.armoured);
    writeFileSync(this.otherFile, this.other.armoured);
  }

  /** Options of a repository whose packages, or whose index, have to be signed. */
  packages(file = this.file): string {
    return `gpgcheck=1\ngpgkey=file://${file}`;
  }

  index(): string {
    return `gpgcheck=0\nrepo_gpgcheck=1\ngpgkey=file://${this.file}`;
  }
}

function change(file: string, edit: (text: string) => string): void {
  writeFileSync(file, edit(readFileSync(file, 'latin1')), 'latin1');
}

const refusals = new Refusals('backend-rpm/trust');

/** Makes lock and root. */
async function take(fixture: Fixture, text: string, afterLock = () => {}): Promise<void> {
  const lock = await fixture.lock(text);
  afterLock();
  await fixture.root(lock);
}

/** Digests of packages but for the one that is tampered with. */
function goodOf({ repository }: Fixture): string[] {
  const bad = repository.packageFile(LIBRARY);
  return repository.packageFiles.filter((file) => file !== bad).map(digestOf);
}

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

describe.runIf(HAS_TOOLS)('trust', () => {
  const keys = new Keys();
  const signed = (options: RpmRepositoryOptions = {}) =>
    new Fixture({ packageKey: keys.good, ...options });

  it('takes signed packages, and a signed index without signed packages', async () => {
    await take(signed(), keys.packages());
    await take(new Fixture({ indexKey: keys.good }), keys.index());
  });

  it('verifies packages before there is a lock, which needs no keys any more', async () => {
    const fixture = signed();
    const lock = await fixture.lock(keys.packages());
    expect(fixture.kept().length).toBe(lock.packages.length);
    await fixture.root(lock);
    // What is kept was verified by other keys.
    await expect(fixture.lock(keys.packages(keys.otherFile))).rejects.toMatchObject({
      code: 'SIGNATURE_KEY',
    });
  });

  it.each<[string, string, () => readonly [Fixture, string, string[]?]]>([
    ['packages that are not signed', 'SIGNATURE_MISSING', () => [new Fixture(), keys.packages()]],
    [
      'packages that somebody else signed',
      'SIGNATURE_KEY',
      () => [signed({ packageKey: keys.other }), keys.packages()],
    ],
    ['no keys', 'KEYRING_MISSING', () => [signed(), 'gpgcheck=1']],
    ['keys that are not there', 'KEYRING_MISSING', () => [signed(), keys.packages('/nowhere/key')]],
    [
      'a key that everybody can change',
      'FROM_FILE keys from http://127.0.0.1:1/key are not taken',
      () => [signed(), 'gpgcheck=1\ngpgkey=http://127.0.0.1:1/key'],
    ],
    ['a repository that says nothing of signatures', 'KEYRING_MISSING', () => [new Fixture(), '']],
    [
      'another payload behind a signed header',
      'PACKAGE_DAMAGED a payload with a wrong digest',
      () => {
        const fixture = signed();
        const file = fixture.repository.packageFile(LIBRARY);
        const payload = Buffer.concat([
          cpioMember({ name: './evil', mode: 0o100644 }),
          cpioTrailer(),
        ]);
        const bytes = readFileSync(file);
        const start = bytes.lastIndexOf(Buffer.from('1f8b08', 'hex'));
        writeFileSync(file, Buffer.concat([bytes.subarray(0, start), gzipSync(payload)]));
        fixture.repository.index();
        return [fixture, keys.packages(), goodOf(fixture)];
      },
    ],
    [
      'the signature of another header',
      'SIGNATURE_BAD',
      () => {
        const sign = (header: Buffer) => keys.good.signBytes(Buffer.concat([header, header]));
        const fixture = signed({
          packageOptions: (described) => (described === LIBRARY ? { sign } : {}),
        });
        return [fixture, keys.packages(), goodOf(fixture)];
      },
    ],
    [
      'a signed header that was changed',
      'PACKAGE_DAMAGED package library 1:1.5-1: offset 472: a header with a wrong digest',
      () => {
        const fixture = signed();
        change(fixture.repository.packageFile(LIBRARY), (text) =>
          text.replaceAll('library.so', 'libevil.so'),
        );
        fixture.repository.index();
        return [fixture, keys.packages(), goodOf(fixture)];
      },
    ],
    ['an index without a signature', 'DOWNLOAD_MISSING', () => [new Fixture(), keys.index()]],
    [
      'an index that somebody else signed',
      'SIGNATURE_KEY',
      () => [new Fixture({ indexKey: keys.other }), keys.index()],
    ],
    [
      'a signed index that was changed',
      'SIGNATURE_BAD',
      () => {
        const fixture = new Fixture({ indexKey: keys.good });
        change(fixture.repository.repomd, (text) => text.replace('<revision>', '<revision>1'));
        return [fixture, keys.index()];
      },
    ],
  ])('refuses %s', async (_, error, make) => {
    const [fixture, options, good = []] = make();
    await refusals.of(fixture, () => take(fixture, options), error, good);
  });

  it('refuses an index that is older than the one before, and takes one of the same day', async () => {
    const now = Math.floor(Date.now() / 1000);
    const fixture = new Fixture();
    const replay = (age: number) => {
      change(fixture.repository.repomd, (text) =>
        text.replaceAll(/\b1[5-9]\d{8}\b/g, String(now - age)),
      );
      fixture.repository.sign(keys.good);
      return fixture.lock(keys.index(), ['tool'], true);
    };
    await replay(0);
    await replay(3600);
    const old = () => replay(3 * 24 * 3600);
    await refusals.of(fixture, old, 'INDEX_OLD');
  });
});

/** Files of an index, by what they are. */
function indexFile(fixture: Fixture, type: string): string {
  const text = readFileSync(fixture.repository.repomd, 'latin1');
  const [, href] = new RegExp(`<data type="${type}">[\\s\\S]*?href="([^"]+)"`).exec(text)!;
  return `${fixture.top}/m/${href}`;
}

/** A package in the place of another one, which the index does not know of. */
function swap(fixture: Fixture, described: PackageDescription): void {
  writeFileSync(fixture.repository.packageFile(LIBRARY), encodePackage(described));
}

describe.runIf(HAS_TOOLS)('what is damaged, or another', () => {
  it.each<[string, string, (fixture: Fixture) => void]>([
    [
      'an empty repomd.xml',
      'INDEX_DAMAGED document must contain a root element.',
      ({ repository }) => writeFileSync(repository.repomd, ''),
    ],
    [
      'a page of HTML',
      'INDEX_DAMAGED unexpected close tag.',
      ({ repository }) => writeFileSync(repository.repomd, '<html>log in<br></html>'),
    ],
    [
      'a repomd.xml that is cut off',
      'INDEX_DAMAGED unclosed tag: data',
      ({ repository }) => change(repository.repomd, (text) => text.slice(0, 500)),
    ],
    [
      'a document type with entities',
      'INDEX_DAMAGED it declares a document type',
      ({ repository }) =>
        change(repository.repomd, (text) => text.replace('?>', '?><!DOCTYPE a [<!ENTITY b "c">]>')),
    ],
    [
      'an index out of its place',
      'INDEX_MISSING the repository has no primary.xml with a SHA-256',
      ({ repository }) =>
        change(repository.repomd, (text) => text.replaceAll('href="repodata', 'href="../repodata')),
    ],
    [
      'an index without SHA-256',
      'INDEX_MISSING the repository has no primary.xml with a SHA-256',
      ({ repository }) => change(repository.repomd, (text) => text.replaceAll('sha256', 'md5')),
    ],
    [
      'a primary.xml that was changed',
      'DOWNLOAD_HASH',
      (fixture) => change(indexFile(fixture, 'primary'), (text) => `${text.slice(0, -1)}x`),
    ],
    [
      'a primary.xml that is cut off',
      'DOWNLOAD_SIZE',
      (fixture) => change(indexFile(fixture, 'primary'), (text) => text.slice(0, 100)),
    ],
    [
      'a primary.xml that unpacks to more than it should',
      'INDEX_DAMAGED it unpacks to more than 100 bytes',
      ({ repository }) =>
        change(repository.repomd, (text) => text.replaceAll(/<open-size>\d+/g, '<open-size>100')),
    ],
    [
      'no file lists, where they are asked for',
      'INDEX_MISSING the repository has no filelists.xml with a SHA-256',
      ({ repository }) =>
        change(repository.repomd, (text) => text.replace('type="filelists"', 'type="none"')),
    ],
  ])('refuses %s', async (_, error, damage) => {
    const fixture = new Fixture();
    damage(fixture);
    await refusals.of(fixture, () => take(fixture, 'gpgcheck=0'), error);
  });

  it.each<[string, string, (fixture: Fixture) => void]>([
    [
      'a package that was changed',
      'DOWNLOAD_HASH',
      ({ repository }) =>
        change(repository.packageFile(LIBRARY), (text) => text.replace('library', 'liberty')),
    ],
    [
      'a package that is cut off',
      'DOWNLOAD_SIZE',
      ({ repository }) => change(repository.packageFile(LIBRARY), (text) => text.slice(0, -20)),
    ],
    [
      'another package in its place',
      'DOWNLOAD_HASH',
      (fixture) => swap(fixture, { ...LIBRARY, version: '9' }),
    ],
    [
      'an empty package',
      'DOWNLOAD_SIZE',
      ({ repository }) => writeFileSync(`${repository.packageFile(LIBRARY)}`, ''),
    ],
  ])('refuses %s, after the lock was made', async (_, error, damage) => {
    const fixture = new Fixture();
    const attempt = () => take(fixture, 'gpgcheck=0', () => damage(fixture));
    await refusals.of(fixture, attempt, error, goodOf(fixture));
  });

  const file = (path: string) => ({ path, content: 'evil' });
  it.each<[string, string, Partial<PackageDescription>, Buffer | undefined]>([
    [
      'a path with ..',
      "ARCHIVE_MEMBER the member './usr/../../evil' has '..' in ./usr/../../evil",
      { files: [file('/usr/../../evil')] },
      undefined,
    ],
    [
      'a file that its header does not have',
      'PACKAGE_DAMAGED its payload has a file that is not in its header, or twice: ./usr/b',
      { files: [file('/usr/a')] },
      Buffer.concat([cpioMember({ name: './usr/b', mode: 0o100644 }), cpioTrailer()]),
    ],
    [
      'a file twice',
      'PACKAGE_DAMAGED its payload has a file that is not in its header, or twice: ./usr/a',
      { files: [file('/usr/a')] },
      Buffer.concat(
        [1, 2].map(() => cpioMember({ name: './usr/a', mode: 0o100644, content: 'evil' })),
      ),
    ],
    [
      'a file that is larger than it says',
      'PACKAGE_DAMAGED /usr/a has another size than its header says',
      { files: [file('/usr/a')] },
      Buffer.concat([
        cpioMember({ name: './usr/a', mode: 0o100644, content: 'evil and more' }),
        cpioTrailer(),
      ]),
    ],
    [
      'a payload without an end',
      'PACKAGE_DAMAGED its payload ends too early',
      { files: [file('/usr/a')] },
      cpioMember({ name: './usr/a', mode: 0o100644, content: 'evil' }),
    ],
    [
      'a payload that is none',
      'PACKAGE_DAMAGED its payload is no cpio archive',
      { files: [file('/usr/a')] },
      Buffer.from('evil '.repeat(100)),
    ],
    [
      'a file through a link',
      'PACKAGE_DAMAGED its payload has a file that is not in its header, or twice: ./l/x',
      {
        files: [
          { path: '/l', linkTo: '/etc' },
          { path: '/usr/a', content: '' },
        ],
      },
      Buffer.concat([
        cpioMember({ name: './l', mode: 0o120777, content: '/etc' }),
        cpioMember({ name: './l/x', mode: 0o100644 }),
        cpioTrailer(),
      ]),
    ],
    [
      'invalid capabilities',
      'PACKAGE_DAMAGED /usr/a has invalid capabilities: cap_everything=ep',
      { files: [{ ...file('/usr/a'), capabilities: 'cap_everything=ep' }] },
      undefined,
    ],
  ])('refuses a package with %s', async (_, error, described, payload) => {
    const hostile = { ...LIBRARY, ...described };
    const packages = PACKAGES.map((each) => (each === LIBRARY ? hostile : each));
    const fixture = new Fixture(
      { packageOptions: ({ name }) => (name === 'library' ? { payload } : {}) },
      packages,
    );
    const attempt = () => take(fixture, 'gpgcheck=0');
    await refusals.of(fixture, attempt, error, goodOf(fixture));
  });

  it('refuses a package that was damaged before the index was made', async () => {
    const fixture = new Fixture();
    change(fixture.repository.packageFile(LIBRARY), (text) =>
      text.replaceAll('library.so', 'liberty.so'),
    );
    fixture.repository.index();
    const error =
      'PACKAGE_DAMAGED package library 1:1.5-1: offset 336: a header with a wrong digest';
    await refusals.of(fixture, () => take(fixture, 'gpgcheck=0'), error, goodOf(fixture));
  });

  it('are as many cases as are counted', () => refusals.checkCount());
});
