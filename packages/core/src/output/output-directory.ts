import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import type { Report } from '../events/event.ts';
import {
  type BytePath,
  baseName,
  displayPath,
  joinPath,
  parentPath,
  toSystemPath,
} from '../path/byte-path.ts';
import { isDeadTag, ownerTag } from './owner-tag.ts';
import { removeTree } from './remove-tree.ts';

/**
 * A directory that is written beside the final one and takes its place when it is complete:
 *
 *     OUT.supermin-…  ──rename──►  OUT           (the old OUT is moved aside first, then removed)
 *
 * Where OUT itself can't be renamed (it is the current directory, a mount point, or its parent is not writable)
 * the work is done in a hidden folder inside of it, and the files move up one by one.
 *
 * Until {@link commit} the old output is untouched; {@link discard} leaves no trace. What a killed process left
 * is cleared by the next one.
 */
export class OutputDirectory {
  /** Where to write: exists and is empty. */
  readonly path: BytePath;
  #done = false;

  private constructor(
    /** Where it will be: a real path. */
    readonly final: BytePath,
    tag: string,
    private readonly inside: boolean,
  ) {
    this.path = inside ? joinPath(final, `.${tag}`) : `${final}.${tag}`;
    mkdirSync(toSystemPath(this.path));
    // Whatever the umask: other users' QEMU reads from here.
    chmodSync(toSystemPath(this.path), 0o755);
  }

  /** @throws SuperminError `OUTPUT_PARENT`, `OUTPUT_NOT_DIRECTORY`, `OUTPUT_DENIED` */
  static create(output: BytePath): OutputDirectory {
    const final = resolveOutput(output);
    sweep(parentPath(final), `${baseName(final)}.`);
    const exists = lstatSync(toSystemPath(final), { throwIfNoEntry: false }) !== undefined;
    if (exists) sweep(final, '.');
    const inside = exists && isFixed(final);
    try {
      return new OutputDirectory(final, ownerTag(), inside);
    } catch (error) {
      if (exists && !inside && isDenied(error)) return OutputDirectory.#createInside(final, output);
      throw denied(error, output);
    }
  }

  static #createInside(final: BytePath, output: BytePath): OutputDirectory {
    try {
      return new OutputDirectory(final, ownerTag(), true);
    } catch (error) {
      throw denied(error, output);
    }
  }

  commit(report: Report): void {
    report({
      kind: 'message',
      level: 1,
      text: `renaming ${displayPath(this.path)} to ${displayPath(this.final)}`,
    });
    if (this.inside) this.#moveUp();
    else this.#swap();
    this.#done = true;
  }

  discard(): void {
    if (this.#done) return;
    this.#done = true;
    removeTree(this.path);
  }

  #swap(): void {
    // Named after the owner, too: if we die before it is gone, the next run removes it.
    const old = `${this.final}.${ownerTag()}`;
    const moved = renameIfThere(this.final, old);
    try {
      renameSync(toSystemPath(this.path), toSystemPath(this.final));
    } catch (error) {
      if (moved) renameSync(toSystemPath(old), toSystemPath(this.final));
      throw error;
    }
    if (moved) removeTree(old);
  }

  #moveUp(): void {
    const made = new Set(readdirSync(toSystemPath(this.path), { encoding: 'latin1' }));
    for (const name of made) {
      const target = joinPath(this.final, name);
      if (lstatSync(toSystemPath(target), { throwIfNoEntry: false })?.isDirectory())
        removeTree(target);
      renameSync(toSystemPath(joinPath(this.path, name)), toSystemPath(target));
    }
    rmdirSync(toSystemPath(this.path));
    for (const name of readdirSync(toSystemPath(this.final), { encoding: 'latin1' })) {
      if (!made.has(name)) removeTree(joinPath(this.final, name));
    }
  }
}

function renameIfThere(from: BytePath, to: BytePath): boolean {
  try {
    renameSync(toSystemPath(from), toSystemPath(to));
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/**
 * The real path of the output: a link to a directory stays a link, and `dir/` is `dir`.
 *
 * @throws SuperminError `OUTPUT_PARENT`, `OUTPUT_NOT_DIRECTORY`
 */
export function resolveOutput(output: BytePath): BytePath {
  const trimmed = output.replace(/(?<=.)\/+$/, '');
  const stats = statSync(toSystemPath(trimmed), { throwIfNoEntry: false });
  if (stats?.isDirectory()) return realpathSync(toSystemPath(trimmed), { encoding: 'latin1' });
  if (stats !== undefined || lstatSync(toSystemPath(trimmed), { throwIfNoEntry: false })) {
    throw new SuperminError('OUTPUT_NOT_DIRECTORY', `${displayPath(output)} is not a directory`, {
      hint: 'name another output directory with -o, or remove it',
    });
  }
  try {
    const parent = realpathSync(toSystemPath(parentPath(trimmed)), { encoding: 'latin1' });
    return joinPath(parent, baseName(trimmed));
  } catch (error) {
    const parent = displayPath(parentPath(trimmed));
    throw new SuperminError('OUTPUT_PARENT', `${displayPath(output)}: can't be made in ${parent}`, {
      hint: `make the directory ${parent} first`,
      cause: error,
    });
  }
}

/** A mount point, the current directory, or a parent of it: what must not be renamed. */
function isFixed(final: BytePath): boolean {
  if (final === '/') return true;
  const { dev } = statSync(toSystemPath(final));
  if (statSync(toSystemPath(parentPath(final))).dev !== dev) return true;
  const current = realpathSync('.', { encoding: 'latin1' });
  return current === final || current.startsWith(`${final}/`);
}

/** Clears what dead processes left in `directory` under names of `prefix` + tag. */
function sweep(directory: BytePath, prefix: string): void {
  let names: string[];
  try {
    names = readdirSync(toSystemPath(directory), { encoding: 'latin1' });
  } catch {
    return;
  }
  for (const name of names) {
    if (!name.startsWith(`${prefix}supermin-`)) continue;
    const path = joinPath(directory, name);
    try {
      const age = Date.now() / 1000 - lstatSync(toSystemPath(path)).mtimeMs / 1000;
      if (isDeadTag(name.slice(prefix.length), age)) removeTree(path);
    } catch {
      // Another run clears it at the same time, or it is not ours to clear.
    }
  }
}

function isDenied(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS'].includes(systemErrorCode(error) ?? '');
}

function denied(error: unknown, output: BytePath): unknown {
  if (!isDenied(error)) return error;
  return new SuperminError('OUTPUT_DENIED', `${displayPath(output)}: not allowed to write here`, {
    hint: 'name an output directory that you may write to with -o',
    cause: error,
  });
}
