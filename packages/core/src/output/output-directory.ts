import { lstatSync, mkdirSync, renameSync } from 'node:fs';
import { attempt } from '../errors/attempt.ts';
import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import { describeFailure } from '../errors/write-failure.ts';
import type { Report } from '../events/event.ts';
import {
  type BytePath,
  baseName,
  displayPath,
  joinPath,
  parentPath,
  toSystemPath,
} from '../path/byte-path.ts';
import { realPath } from '../path/real-path.ts';
import { contents } from './guard-output.ts';
import { refuseMountsBelow } from './mounts.ts';
import { moveUp } from './move-up.ts';
import { ownerTag } from './owner-tag.ts';
import { Places } from './place.ts';
import { removeTree } from './remove-tree.ts';
import { resolveOutput } from './resolve-output.ts';
import { sweep } from './sweep.ts';

/** Bytes of a name that are left when a dot and a tag have theirs; a name has 255. */
const ROOM = 180;

/** Other processes may put their output there between our two renames; not for ever. */
const ATTEMPTS = 100;

/**
 * A directory that is written beside the final one and takes its place when it is complete:
 *
 *     OUT.supermin-…  ──rename──►  OUT           (the old OUT is moved aside first, then removed)
 *
 * Where OUT itself cannot be renamed (it is the current directory, a mount point, or its parent is not writable)
 * the work is done in a hidden directory inside of it, and the files move up one by one; so it is where other things
 * in OUT are to stay.
 *
 * Until {@link commit} the old output is untouched; {@link discard} leaves no trace. What a killed process left
 * is cleared by the next one.
 */
export class OutputDirectory {
  /** Where to write: exists and is empty. */
  readonly path: BytePath;
  readonly #temporary: BytePath[] = [];
  #done = false;

  private constructor(
    /** Where it will be: a real path. */
    readonly final: BytePath,
    private readonly inside: boolean,
    private readonly keepOthers: boolean,
  ) {
    this.path = this.#newName();
    mkdirSync(toSystemPath(this.path));
  }

  /** Makes an empty directory beside `path`, which is removed when this is committed or discarded. */
  temporaryDirectory(): BytePath {
    const directory = this.#newName();
    mkdirSync(toSystemPath(directory), { mode: 0o700 });
    this.#temporary.push(directory);
    return directory;
  }

  /**
   * @param own names of all that is going to be written, if other things in the directory are to stay
   * @throws SuperminError `OUTPUT_PARENT`, `OUTPUT_NOT_DIRECTORY`, `OUTPUT_DENIED`, `OUTPUT_MOUNT`
   */
  static create(output: BytePath, own?: readonly BytePath[]): OutputDirectory {
    const final = resolveOutput(output);
    const exists = lstatSync(toSystemPath(final), { throwIfNoEntry: false }) !== undefined;
    // Now, and not when all the work is done.
    if (exists && own === undefined) refuseMountsBelow(final);
    sweep(parentPath(final), baseName(beside(final)));
    if (exists) sweep(final, '.');
    const keepOthers = own !== undefined && !contents(final).every((name) => own.includes(name));
    const inside = keepOthers || (exists && isFixed(final));
    try {
      if (!inside) return new OutputDirectory(final, false, false);
    } catch (error) {
      if (!exists || !isDenied(error)) throw refused(error, output);
    }
    try {
      return new OutputDirectory(final, true, keepOthers);
    } catch (error) {
      throw refused(error, output);
    }
  }

  commit(report: Report): void {
    report({
      kind: 'message',
      level: 1,
      text: `renaming ${displayPath(this.path)} to ${displayPath(this.final)}`,
    });
    this.#removeTemporary();
    if (!this.keepOthers) refuseMountsBelow(this.final);
    if (this.inside) moveUp(this.path, this.final, this.keepOthers);
    else this.#swap();
    this.#done = true;
  }

  discard(): void {
    if (this.#done) return;
    this.#done = true;
    try {
      this.#removeTemporary();
      removeTree(this.path);
    } catch {
      // The error that led here matters more. The next run clears it.
    }
  }

  #newName(): BytePath {
    const tag = ownerTag();
    return this.inside ? joinPath(this.final, `.${tag}`) : `${beside(this.final)}${tag}`;
  }

  #removeTemporary(): void {
    for (const directory of this.#temporary.splice(0)) removeTree(directory);
  }

  #swap(): void {
    const replaced: BytePath[] = [];
    for (let attempt = 1; ; attempt++) {
      // Named after the owner, too: if we die before it is gone, the next run removes it.
      const old = `${beside(this.final)}${ownerTag()}`;
      const moved = this.#moveAside(old);
      if (moved === 'impossible') {
        moveUp(this.path, this.final);
        break;
      }
      if (moved) replaced.push(old);
      try {
        renameSync(toSystemPath(this.path), toSystemPath(this.final));
        break;
      } catch (error) {
        // Somebody else's output came in between: it is replaced like the old one.
        if (isOccupied(error) && attempt < ATTEMPTS) continue;
        if (moved) renameSync(toSystemPath(old), toSystemPath(this.final));
        throw error;
      }
    }
    for (const path of replaced) removeTree(path);
  }

  /** False if there is nothing to move. */
  #moveAside(old: BytePath): boolean | 'impossible' {
    try {
      renameSync(toSystemPath(this.final), toSystemPath(old));
      return true;
    } catch (error) {
      const code = systemErrorCode(error) ?? '';
      if (code === 'ENOENT') return false;
      // overlayfs renames no directory of a lower layer, the kernel no mount point.
      if (code === 'EXDEV' || code === 'EBUSY') return 'impossible';
      throw error;
    }
  }
}

/** What a tag is put behind: the output, or as much of its name as there is room for. */
function beside(final: BytePath): BytePath {
  return joinPath(parentPath(final), `${baseName(final).slice(0, ROOM)}.`);
}

/** A mount point, the current directory, or a parent of it: what must not be renamed. */
function isFixed(final: BytePath): boolean {
  const places = new Places();
  if (places.isMountPoint(final)) return true;
  // Or it has been removed.
  return attempt(() => places.holds(final, realPath('.'))) ?? false;
}

function isOccupied(error: unknown): boolean {
  return ['ENOTEMPTY', 'EEXIST'].includes(systemErrorCode(error) ?? '');
}

function isDenied(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS'].includes(systemErrorCode(error) ?? '');
}

function refused(error: unknown, output: BytePath): unknown {
  const code = systemErrorCode(error);
  if (code === undefined) return error;
  const described = describeFailure(error, output);
  if (described !== error) return described;
  const why = isDenied(error)
    ? 'not allowed to write here'
    : `no directory can be made beside it (${code})`;
  return new SuperminError('OUTPUT_DENIED', `${displayPath(output)}: ${why}`, {
    hint: 'choose an output directory that you may write to with -o',
    cause: error,
  });
}
