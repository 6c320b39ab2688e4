import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BytePath, displayPath, isSuperminError } from '@supermin/core';
import { type Check, check } from '../../support/check.ts';
import { withClosedDirectory } from '../../support/closed-directory.ts';
import { requireUserError } from '../../support/failure.ts';
import { allPackages, makeRoot, type Opened, open, signal } from '../fixture.ts';
import type { BackendSubject } from '../subject.ts';

/** What an ordinary user gets, who may not look everywhere. */
export const closedChecks: readonly Check<BackendSubject>[] = [
  check(
    'answers an ordinary user who asks for a path in a directory that is closed to him',
    async (subject, scratch) => {
      const root = await makeRoot(subject, scratch);
      mkdirSync(join(root, 'closed/below'), { recursive: true });
      writeFileSync(join(root, 'closed/below/program'), '', { mode: 0o755 });
      const owned = subject.packages.flatMap(({ alsoFoundBy = [], files = [] }) => [
        ...alsoFoundBy.filter((name) => name.startsWith('/')),
        ...files.slice(0, 1),
      ]);
      const strangers = ['/closed/program', '/closed/below/program', '/closed/..'];
      await ask(subject, { root, closed: '/closed' }, ({ database }) => {
        for (const path of strangers) database.find(path);
      });
      for (const path of owned.filter((each) => isBelowDirectory(root, each))) {
        await ask(subject, { root, closed: dirname(path) }, ({ database }) => {
          database.find(path);
        });
      }
    },
  ),
  check(
    'answers an ordinary user who wants config files of a directory that is closed to him',
    async (subject, scratch) => {
      const root = await makeRoot(subject, scratch);
      const config = subject.packages.flatMap((expected) => expected.config ?? []);
      const there = config.filter((path) => isBelowDirectory(root, path));
      const directories = new Set(there.map((path) => dirname(path)));
      for (const closed of directories) {
        for (const useInstalled of [true, false]) {
          await ask(subject, { root, closed }, async ({ database }) => {
            const contents = await database.contents(allPackages(subject, database), signal);
            const temporaryDirectory = mkdtempSync(join(root, 'temporary-'));
            await database.pristine(contents, { useInstalled, temporaryDirectory });
          });
        }
      }
    },
  ),
];

/** Not of what lies in the root directory, which is not closed. */
function isBelowDirectory(root: string, path: BytePath): boolean {
  const parent = dirname(path);
  const stats = lstatSync(root + parent, { throwIfNoEntry: false });
  return parent !== '/' && stats?.isDirectory() === true;
}

/** An answer will do, and so does an error of the backend's own. */
async function ask(
  subject: BackendSubject,
  { root, closed }: { root: string; closed: BytePath },
  question: (opened: Opened) => Promise<void> | void,
): Promise<void> {
  const when = `an ordinary user's question, with ${displayPath(closed)} closed`;
  await withClosedDirectory(root, root + closed, async () => {
    try {
      const opened = await open(subject, root);
      opened.host.alone = true;
      await question(opened);
    } catch (error) {
      const failure = requireUserError(error, when);
      const isRaw = !isSuperminError(error) && 'syscall' in failure;
      assert(!isRaw, `${when}: a raw ${failure.code}: ${failure.message}`);
    }
  });
}
