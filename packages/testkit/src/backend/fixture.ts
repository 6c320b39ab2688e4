import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import {
  fromUnicode,
  type Host,
  localHost,
  type Package,
  type PackageDatabase,
  SuperminError,
} from '@supermin/core';
import { type Check, check } from '../support/check.ts';
import { readManifest } from '../support/package-json.ts';
import type { BackendSubject } from './subject.ts';

/** Never aborted. */
export const signal: AbortSignal = new AbortController().signal;

/** A fixture root of its own, below `scratch`. */
export async function makeRoot({ root }: BackendSubject, scratch: string): Promise<string> {
  const directory = mkdtempSync(join(scratch, 'root-'));
  if (typeof root === 'function') await root(directory);
  else
    cpSync(root, directory, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return directory;
}

/** A host that can be cut off from this machine's programs, so that nothing is downloaded. */
export interface FixtureHost extends Host {
  alone: boolean;
}

export function hostOf(root: string): FixtureHost {
  const host = localHost(fromUnicode(root));
  return {
    root: host.root,
    alone: false,
    readFile: (path) => host.readFile(path),
    lstat: (path) => host.lstat(path),
    stat: (path) => host.stat(path),
    readdir: (path) => host.readdir(path),
    readlink: (path) => host.readlink(path),
    open: (path) => host.open(path),
    async run(program, args, options) {
      if (!this.alone) return host.run(program, args, options);
      throw new SuperminError('PROGRAM_MISSING', `${program} is not installed`);
    },
    async *pipe(program, args, options) {
      if (this.alone) throw new SuperminError('PROGRAM_MISSING', `${program} is not installed`);
      yield* host.pipe(program, args, options);
    },
  };
}

export function familyOf(subject: BackendSubject): string {
  const manifest = readManifest(subject.package).backends.find(
    ({ name }) => name === subject.backend.name,
  );
  return subject.family ?? manifest?.families[0]?.name ?? '';
}

export interface Opened {
  root: string;
  host: FixtureHost;
  database: PackageDatabase;
}

/** Opens a root as core does it. */
export async function open(subject: BackendSubject, root: string): Promise<Opened> {
  const host = hostOf(root);
  const family = familyOf(subject);
  const database = await subject.backend.open({ host, family, signal, report: () => {} });
  return { root, host, database };
}

/** A check of a fixture root that is open. */
export function onFixture(
  name: string,
  run: (opened: Opened, subject: BackendSubject, scratch: string) => Promise<void>,
): Check<BackendSubject> {
  return check(name, async (subject, scratch) => {
    await run(await openFixture(subject, scratch), subject, scratch);
  });
}

export async function openFixture(subject: BackendSubject, scratch: string): Promise<Opened> {
  return open(subject, await makeRoot(subject, scratch));
}

/** All packages of the subject's list. */
export function allPackages(subject: BackendSubject, database: PackageDatabase): Package[] {
  return subject.packages.flatMap(({ name }) => database.find(name));
}
