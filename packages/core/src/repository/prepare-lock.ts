import { writeFileSync } from 'node:fs';
import { describeFailure } from '../errors/write-failure.ts';
import { guardOutput, holdsOnly, type PackageOf } from '../output/guard-output.ts';
import { OutputDirectory } from '../output/output-directory.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { type CreateLockOptions, createLock } from './create-lock.ts';
import { encodeLock, LOCK_NAME } from './lock.ts';

/** What it writes. */
const PACKAGES = 'packages';

/** What an earlier output, or one of `prepare`, has. */
const FILES = [LOCK_NAME, PACKAGES, 'base.tar.gz'];

export interface PrepareLockOptions extends CreateLockOptions {
  /** Output directory; see `PrepareOptions.output`. */
  output: BytePath;
  /** See `PrepareOptions.force`. */
  force?: boolean;
  /** See `BuildOptions.packageOf`. */
  packageOf?: PackageOf;
}

/**
 * Makes an appliance of packages from repositories: `packages` (the names) and `lock.json` (all packages, with versions and
 * digests). Nothing is downloaded but indexes, and packages that the indexes do not vouch for: see `PackageSignatures`.
 *
 * @throws SuperminError, as `createLock`
 */
export async function prepareLock(options: PrepareLockOptions): Promise<void> {
  const { output, force = false, packageOf, report = () => {}, signal } = options;
  try {
    const isEarlier = (found: { path: BytePath; names: readonly BytePath[] }) =>
      holdsOnly(found, FILES);
    await guardOutput(output, { reads: [], isEarlier, force, packageOf });
    const lock = await createLock(options);
    const directory = OutputDirectory.create(output, FILES);
    try {
      const write = (name: string, text: string) =>
        writeFileSync(toSystemPath(joinPath(directory.path, name)), text, 'latin1');
      write(PACKAGES, lock.requested.map((name) => `${name}\n`).join(''));
      write(LOCK_NAME, encodeLock(lock));
      signal?.throwIfAborted();
      directory.commit(report);
    } finally {
      directory.discard();
    }
  } catch (error) {
    throw describeFailure(error, output);
  }
}
