import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { SigningKey } from '@supermin/test-support/apt';
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

/** Makes lock and root. @returns the code of the error */
async function outcome(fixture: Fixture, text: string, afterLock = () => {}): Promise<string> {
  try {
    const lock = await fixture.lock(text);
    afterLock();
    await fixture.root(lock);
    return 'taken';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

describe.runIf(HAS_TOOLS)('trust', () => {
  const keys = new Keys();
  const signed = (options: RpmRepositoryOptions = {}) =>
    new Fixture({ packageKey: keys.good, ...options });

  it('takes signed packages, and a signed index without signed packages', async () => {
    expect(await outcome(signed(), keys.packages())).toBe('taken');
    expect(await outcome(new Fixture({ indexKey: keys.good }), keys.index())).toBe('taken');
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

  it.each<[string, string, () => Promise<string>]>([
    [
      'packages that are not signed',
      'SIGNATURE_MISSING',
      () => outcome(new Fixture(), keys.packages()),
    ],
    [
      'packages that somebody else signed',
      'SIGNATURE_KEY',
      () => outcome(signed({ packageKey: keys.other }), keys.packages()),
    ],
    ['no keys', 'KEYRING_MISSING', () => outcome(signed(), 'gpgcheck=1')],
    [
      'keys that are not there',
      'KEYRING_MISSING',
      () => outcome(signed(), keys.packages('/nowhere/key')),
    ],
    [
      'a key that everybody can change',
      'FROM_FILE',
      () => outcome(signed(), 'gpgcheck=1\ngpgkey=http://127.0.0.1:1/key'),
    ],
    [
      'a repository that says nothing of signatures',
      'KEYRING_MISSING',
      () => outcome(new Fixture(), ''),
    ],
    [
      'another payload behind a signed header',
      'PACKAGE_DAMAGED',
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
        return outcome(fixture, keys.packages());
      },
    ],
    [
      'a signed header that was changed',
      'SIGNATURE_BAD',
      () => {
        const fixture = signed();
        change(fixture.repository.packageFile(LIBRARY), (text) =>
          text.replaceAll('library.so', 'libevil.so'),
        );
        fixture.repository.index();
        return outcome(fixture, keys.packages());
      },
    ],
    [
      'an index without a signature',
      'DOWNLOAD_MISSING',
      () => outcome(new Fixture(), keys.index()),
    ],
    [
      'an index that somebody else signed',
      'SIGNATURE_KEY',
      () => outcome(new Fixture({ indexKey: keys.other }), keys.index()),
    ],
    [
      'a signed index that was changed',
      'SIGNATURE_BAD',
      () => {
        const fixture = new Fixture({ indexKey: keys.good });
        change(fixture.repository.repomd, (text) => text.replace('<revision>', '<revision>1'));
        return outcome(fixture, keys.index());
      },
    ],
  ])('refuses %s', async (_, code, attempt) => {
    expect(await attempt()).toBe(code);
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
    await expect(replay(3 * 24 * 3600)).rejects.toMatchObject({ code: 'INDEX_OLD' });
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
      'INDEX_DAMAGED',
      ({ repository }) => writeFileSync(repository.repomd, ''),
    ],
    [
      'a page of HTML',
      'INDEX_DAMAGED',
      ({ repository }) => writeFileSync(repository.repomd, '<html>log in<br></html>'),
    ],
    [
      'a repomd.xml that is cut off',
      'INDEX_DAMAGED',
      ({ repository }) => change(repository.repomd, (text) => text.slice(0, 500)),
    ],
    [
      'a document type with entities',
      'INDEX_DAMAGED',
      ({ repository }) =>
        change(repository.repomd, (text) => text.replace('?>', '?><!DOCTYPE a [<!ENTITY b "c">]>')),
    ],
    [
      'an index out of its place',
      'INDEX_MISSING',
      ({ repository }) =>
        change(repository.repomd, (text) => text.replaceAll('href="repodata', 'href="../repodata')),
    ],
    [
      'an index without SHA-256',
      'INDEX_MISSING',
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
      'INDEX_DAMAGED',
      ({ repository }) =>
        change(repository.repomd, (text) => text.replaceAll(/<open-size>\d+/g, '<open-size>100')),
    ],
    [
      'no file lists, where they are asked for',
      'INDEX_MISSING',
      ({ repository }) =>
        change(repository.repomd, (text) => text.replace('type="filelists"', 'type="none"')),
    ],
  ])('refuses %s', async (_, code, damage) => {
    const fixture = new Fixture();
    damage(fixture);
    expect(await outcome(fixture, 'gpgcheck=0')).toBe(code);
    expect(fixture.kept()).toEqual([]);
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
      'DOWNLOAD_',
      (fixture) => swap(fixture, { ...LIBRARY, version: '9' }),
    ],
    [
      'a package that is gone',
      'DOWNLOAD_MISSING',
      ({ repository }) => writeFileSync(`${repository.packageFile(LIBRARY)}`, ''),
    ],
  ])('refuses %s, after the lock was made', async (_, code, damage) => {
    const fixture = new Fixture();
    const found = await outcome(fixture, 'gpgcheck=0', () => damage(fixture));
    expect(found).toMatch(code === 'DOWNLOAD_MISSING' ? /^DOWNLOAD_/ : new RegExp(`^${code}`));
  });

  const file = (path: string) => ({ path, content: 'evil' });
  it.each<[string, Partial<PackageDescription>, Buffer | undefined]>([
    ['a path with ..', { files: [file('/usr/../../evil')] }, undefined],
    [
      'a file that its header does not have',
      { files: [file('/usr/a')] },
      Buffer.concat([cpioMember({ name: './usr/b', mode: 0o100644 }), cpioTrailer()]),
    ],
    [
      'a file twice',
      { files: [file('/usr/a')] },
      Buffer.concat(
        [1, 2].map(() => cpioMember({ name: './usr/a', mode: 0o100644, content: 'evil' })),
      ),
    ],
    [
      'a file that is larger than it says',
      { files: [file('/usr/a')] },
      Buffer.concat([
        cpioMember({ name: './usr/a', mode: 0o100644, content: 'evil and more' }),
        cpioTrailer(),
      ]),
    ],
    [
      'a payload without an end',
      { files: [file('/usr/a')] },
      cpioMember({ name: './usr/a', mode: 0o100644, content: 'evil' }),
    ],
    ['a payload that is none', { files: [file('/usr/a')] }, Buffer.from('evil '.repeat(100))],
    [
      'a file through a link',
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
      'has invalid capabilities',
      { files: [{ ...file('/usr/a'), capabilities: 'cap_everything=ep' }] },
      undefined,
    ],
  ])('refuses a package with %s', async (_, described, payload) => {
    const hostile = { ...LIBRARY, ...described };
    const packages = PACKAGES.map((each) => (each === LIBRARY ? hostile : each));
    const fixture = new Fixture(
      { packageOptions: ({ name }) => (name === 'library' ? { payload } : {}) },
      packages,
    );
    const code = await outcome(fixture, 'gpgcheck=0');
    expect(code).toMatch(/^(PACKAGE_|ARCHIVE_|TREE_|PATH_|APPLIANCE_|RPM_)/);
    expect(fixture.kept()).not.toContain(expect.stringMatching(/tmp/));
  });
});
