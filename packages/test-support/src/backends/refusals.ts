import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { RepositoryScratch } from './repository-scratch.ts';

/**
 * Cases in which something of a repository was tampered with, by the file of tests that has them. Each file sees that it has run
 * so many; SECURITY.md has the sum of these and of examples/supermin-backend-apk.
 */
export const TAMPERED = {
  'backend-dpkg/tampered': 68,
  'backend-dpkg/repository': 31,
  'backend-pacman/repository': 29,
  'backend-rpm/trust': 36,
} as const;

/** What an error of a code says, where a case asks for nothing of its own. */
const SAYS: Readonly<Record<string, RegExp>> = {
  DOWNLOAD_HASH: /^could not download .*: its SHA-256 is not the right one$/,
  DOWNLOAD_SIZE: /^could not download .*: it (?:ends after \d+ of \d+|has more than \d+) bytes$/,
  DOWNLOAD_MISSING: /^could not download .*: no such file$/,
  KEYRING_MISSING: /: no keys to verify it with/,
  SIGNATURE_BAD: /: bad signature: the text is not the one that was signed$/,
  SIGNATURE_KEY: /: signed by [0-9A-F]{16}, and by no key of the keyring$/,
  SIGNATURE_MISSING: /: it is not signed$/,
  INDEX_OLD: /: the index is of \d{4}.*, older than the one of \d{4}/,
  RELEASE_OLD: /: the index is of \d{4}.*, older than the one of \d{4}/,
};

/** What is wrong is wrong with something: a package, an index of this test. */
const OF_WHAT = /\b(?:tool|library|data|setup|repository my)\b|\/m\b/;

/** Directories of the cache for indexes, which are kept when their signature is good, and as long as nothing is wrong with them. */
const OF_INDEXES =
  /^(?:dpkg-(?:releases|packages)|rpm-(?:repositories|packages)|pacman-(?:databases|packages))\//;

/** Counts the cases of one file of tests. */
export class Refusals {
  #count = 0;

  constructor(private readonly file: keyof typeof TAMPERED) {}

  /**
   * Asserts that an attempt fails, by an error that says what is wrong, and that nothing of what was refused is kept: no package in
   * the store, whole or in part, no download, no file of anybody's beside it.
   *
   * @param expected the error's code, and a part of its message behind a blank
   * @param good digests of packages with which nothing is wrong
   */
  async of(
    scratch: RepositoryScratch,
    attempt: () => Promise<unknown>,
    expected: string,
    good: readonly string[] = [],
  ): Promise<void> {
    const before = filesBelow(scratch.cache);
    const failure = await attempt().then(
      () => assert.fail('it was taken'),
      (error: Error & { code?: string }) => error,
    );
    checkError(failure, expected);
    const kept = filesBelow(scratch.cache).filter((file) => !before.includes(file));
    assert.deepEqual(
      kept.filter((file) => !OF_INDEXES.test(file) && !isGood(file, good)),
      [],
    );
    this.#count++;
  }

  /** To be called when all cases have run. */
  checkCount(): void {
    assert.equal(this.#count, TAMPERED[this.file], `cases of ${this.file}`);
  }
}

function checkError({ code = '', message }: Error & { code?: string }, expected: string): void {
  const [wanted = '', ...words] = expected.split(' ');
  assert.equal(code, wanted, message);
  assert.match(message, OF_WHAT);
  const text = words.join(' ');
  if (text !== '') assert(message.includes(text), `${message}\ndoes not say: ${text}`);
  else assert.match(message, SAYS[code] ?? /^nothing is known of this code$/);
}

/** A good package in the store, or the note that its signature is. */
function isGood(file: string, good: readonly string[]): boolean {
  const [directory, name = ''] = file.split('/');
  return (directory === 'layers-1' && good.includes(name)) || directory === 'verified';
}

function filesBelow(top: string): string[] {
  if (!existsSync(top)) return [];
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((each) => !each.isDirectory())
    .map((each) => relative(top, join(each.parentPath, each.name)));
}
