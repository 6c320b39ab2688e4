import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BytePath } from '@supermin/core';
import { randomNumbers } from '@supermin/test-support/random';
import { type Check, check } from '../../support/check.ts';
import { requireUserError } from '../../support/failure.ts';
import { allPackages, makeRoot, open, signal } from '../fixture.ts';
import type { BackendSubject } from '../subject.ts';

const CUTS = 16;
const FLIPS = 150;

/** A database that nobody can have written is an error that names its file: never a crash, never silence. */
export const damageChecks: readonly Check<BackendSubject>[] = [
  onEachFile(
    'refuses a database that is overwritten with zeros, and names the file',
    async (path, use, whole) => {
      const result = await use(Buffer.alloc(Math.max(whole.length, 4096)));
      assert(result !== 'answer', `${path} made of zeros is taken for a database`);
    },
  ),
  onEachFile(
    'answers, or names the file, when a database is truncated',
    async (_path, use, whole) => {
      for (let cut = 0; cut < CUTS; cut++) {
        await use(whole.subarray(0, Math.floor((whole.length * cut) / CUTS)));
      }
    },
  ),
  onEachFile(
    'answers, or names the file, when bits of a database are flipped',
    async (_path, use, whole) => {
      const choose = randomNumbers(1);
      for (let round = 0; round < FLIPS; round++) {
        const bytes = Buffer.from(whole);
        bytes[choose(bytes.length)]! ^= 1 << choose(8);
        await use(bytes);
      }
    },
  ),
  onEachFile('names the file when a directory is in its place', async (path, use) => {
    assert((await use(undefined)) !== 'answer', `${path} is a directory, and nobody minds`);
  }),
];

/** What comes of putting these bytes in a file's place; no bytes: a directory. */
type Use = (bytes: Uint8Array | undefined) => Promise<'answer' | Error>;

function onEachFile(
  name: string,
  work: (path: BytePath, use: Use, whole: Buffer) => Promise<void>,
): Check<BackendSubject> {
  return check(name, async (subject, scratch) => {
    for (const path of subject.database) {
      const root = await makeRoot(subject, scratch);
      const file = root + path;
      const whole = readFileSync(file);
      const { mode } = lstatSync(file);
      const use: Use = async (bytes) => {
        rmSync(file, { recursive: true });
        if (bytes === undefined) mkdirSync(file);
        else writeFileSync(file, bytes, { mode });
        return outcome(subject, root);
      };
      assert.equal(await use(whole), 'answer', `${path} as it is`);
      await work(path, use, whole);
    }
  });
}

/** All that supermin asks of a database. */
async function outcome(subject: BackendSubject, root: string): Promise<'answer' | Error> {
  try {
    const { database, host } = await open(subject, root);
    host.alone = true;
    const names = subject.packages.flatMap(({ name, alsoFoundBy = [] }) => [name, ...alsoFoundBy]);
    const roots = [
      ...allPackages(subject, database),
      ...names.flatMap((name) => database.find(name)),
    ];
    const closure = await database.closure(roots, { resolver: 'default', weak: true });
    const contents = await database.contents(closure, signal);
    for (const pkg of closure) database.listEntry(pkg);
    await database.pristine(contents, { useInstalled: true, temporaryDirectory: dirname(root) });
    return 'answer';
  } catch (error) {
    const failure = requireUserError(error, 'a damaged database');
    // The directory is as good where the file has another name then, or none.
    const named = subject.database.some((path) => failure.message.includes(dirname(path)));
    assert(named, `the error names no place of the database: ${failure.message}`);
    return failure;
  }
}
