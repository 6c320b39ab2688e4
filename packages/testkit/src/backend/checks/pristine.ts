import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import {
  type BytePath,
  compareBytes,
  displayPath,
  type PristineFile,
  type PristineOptions,
  shownPath,
  toSystemPath,
} from '@supermin/core';
import { type Check, check } from '../../support/check.ts';
import { requireUserError } from '../../support/failure.ts';
import { type Opened, onFixture, openFixture, signal } from '../fixture.ts';
import type { BackendSubject } from '../subject.ts';

const EDITED = Buffer.from('\nedited by somebody\n');

/** Config files as the packages shipped them. */
export const pristineChecks: readonly Check<BackendSubject>[] = [
  onFixture(
    'takes unedited config files from the root, sorted by path',
    async (opened, subject, scratch) => {
      opened.host.alone = true;
      const files = await pristine(subject, opened, scratch, false);
      for (const { path, mode, mtime, bytes, linkTarget } of files) {
        const shown = displayPath(path);
        assert(Number.isInteger(mode) && mode >= 0 && mode <= 0o7777, `the mode of ${shown}`);
        assert(Number.isFinite(mtime), `the time of ${shown}`);
        assert((bytes === undefined) !== (linkTarget === undefined), `${shown}: bytes or a target`);
      }
      const paths = files.map(({ path }) => path);
      assert.deepEqual(paths, [...new Set(paths)].sort(compareBytes), 'sorted, none twice');
      for (const path of configFiles(subject, files)) {
        const found = files.find((file) => file.path === path);
        assert(found?.bytes !== undefined, `${displayPath(path)} is among them`);
        assert(contentOf(opened, path).equals(found.bytes), `the bytes of ${displayPath(path)}`);
      }
    },
  ),
  onFixture(
    'never takes an edited config file for a pristine one',
    async (opened, subject, scratch) => {
      opened.host.alone = true;
      const [path] = configFiles(subject, await pristine(subject, opened, scratch, false));
      edit(opened, path!);
      let files: PristineFile[];
      try {
        files = await pristine(subject, opened, scratch, false);
      } catch (error) {
        // Where the original cannot be had, that has to be said.
        requireUserError(error, 'pristine() of an edited file');
        return;
      }
      const found = files.find((file) => file.path === path);
      const taken = found?.bytes !== undefined && contentOf(opened, path!).equals(found.bytes);
      assert(!taken, `${displayPath(path!)} was edited, and is taken as it is`);
    },
  ),
  check(
    'takes edited config files with --use-installed, each from its own root',
    async (subject, scratch) => {
      const [opened, other] = [
        await openFixture(subject, scratch),
        await openFixture(subject, scratch),
      ];
      const [path] = configFiles(subject, await pristine(subject, opened, scratch, true));
      edit(opened, path!);
      for (const each of [opened, other]) {
        each.host.alone = true;
        const files = await pristine(subject, each, scratch, true);
        const { bytes } = files.find((file) => file.path === path) ?? {};
        assert(bytes !== undefined, `${displayPath(path!)} is among them`);
        assert(contentOf(each, path!).equals(bytes), 'it is as it stands in this root');
      }
    },
  ),
];

async function pristine(
  { packages }: BackendSubject,
  { database }: Opened,
  temporaryDirectory: string,
  useInstalled: boolean,
): Promise<PristineFile[]> {
  const wanted = packages
    .filter(({ config = [] }) => config.length > 0)
    .flatMap(({ name }) => database.find(name));
  const options: PristineOptions = { useInstalled, temporaryDirectory };
  return database.pristine(await database.contents(wanted, signal), options);
}

/** The config files that the fixture tells of, and that are files. */
function configFiles({ packages }: BackendSubject, files: readonly PristineFile[]): BytePath[] {
  const found = packages
    .flatMap(({ config = [] }) => config)
    .filter((path) => files.some((file) => file.path === path && file.bytes !== undefined));
  assert(found.length > 0, 'at least one of the config files that the fixture tells of is there');
  return found;
}

function contentOf({ host }: Opened, path: BytePath): Buffer {
  return readFileSync(toSystemPath(shownPath(host, path)));
}

function edit({ host }: Opened, path: BytePath): void {
  appendFileSync(toSystemPath(shownPath(host, path)), EDITED);
}
