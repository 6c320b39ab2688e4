import { lstatSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { attempt } from '../errors/attempt.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import {
  type BytePath,
  baseName,
  compareBytes,
  displayPath,
  fromUnicode,
  joinPath,
  parentPath,
  toSystemPath,
} from '../path/byte-path.ts';
import { realPath } from '../path/real-path.ts';
import { firstFew } from '../text/first-few.ts';
import { isWorkName } from './owner-tag.ts';
import { Places } from './place.ts';
import { resolveOutput } from './resolve-output.ts';

/** A directory that is to be replaced. */
export interface FoundDirectory {
  path: BytePath;
  /** What stands in it. */
  names: readonly BytePath[];
  /** False of the current directory and of a mount point: what is in it may be an output, the directory itself is none. */
  replaceable: boolean;
}

export interface OutputRule {
  /** Files and directories that the job reads: none may lie in the output. */
  reads: readonly BytePath[];
  /** Tells whether what stands there is an earlier output. */
  isEarlier: (found: FoundDirectory) => Promise<boolean> | boolean;
  /** Take a directory with other contents as well. */
  force: boolean;
  /** Default: no directory is a package's. */
  packageOf?: PackageOf | undefined;
}

/** Names an installed package of this machine that has the directory, such as `/usr/share`: others lose their files with it. */
export type PackageOf = (directory: BytePath) => Promise<string | undefined>;

/** So many names of what stands in a directory are told. */
const NAMED = 3;

/**
 * Refuses a directory whose contents are worth more than a new output:
 *
 *     holds $HOME, an input, or the current directory             never
 *     is the current directory, a mount point, or a package's     only if it is empty, or an earlier output
 *     any other                                                   the same, or with `force`
 *
 * @throws SuperminError `OUTPUT_HOLDS_INPUT`, `OUTPUT_PRECIOUS`, `OUTPUT_OCCUPIED`; as `resolveOutput`
 */
export async function guardOutput(
  output: BytePath,
  { reads, isEarlier, force, packageOf }: OutputRule,
): Promise<void> {
  const final = resolveOutput(output);
  const places = new Places();
  refuseInputs(final, reads, places);
  const names = contents(final);
  if (names.length === 0) return;
  refuseHome(final, places);
  const special = specialKind(final, places);
  if (await isEarlier({ path: final, names, replaceable: special === undefined })) return;
  if (special !== undefined) throw noEarlier(final, special, names);
  if (!force) throw occupied(final, names);
  // Last, as it takes long to tell.
  const owner = await packageOf?.(final);
  if (owner !== undefined) throw noEarlier(final, `a directory of the package ${owner}`, names);
}

/** Are these files, or links, what stands in the directory: all of them, and nothing else? */
export function holdsExactly(found: FoundDirectory, expected: readonly BytePath[]): boolean {
  return found.names.length === expected.length && holdsOnly(found, expected);
}

/** Is all that stands in the directory one of these files, or links? */
export function holdsOnly(
  { path, names }: Pick<FoundDirectory, 'path' | 'names'>,
  expected: readonly BytePath[],
): boolean {
  return names.every((name) => {
    const stats = lstatSync(toSystemPath(joinPath(path, name)), { throwIfNoEntry: false });
    return expected.includes(name) && (stats?.isFile() || stats?.isSymbolicLink());
  });
}

/** What stands in a directory, but for what other processes work on; nothing if it is not there. */
export function contents(directory: BytePath): BytePath[] {
  if (!lstatSync(toSystemPath(directory), { throwIfNoEntry: false })) return [];
  return readdirSync(toSystemPath(directory), { encoding: 'latin1' })
    .filter((name) => !isWorkName(name))
    .sort(compareBytes);
}

function refuseInputs(final: BytePath, reads: readonly BytePath[], places: Places): void {
  const held = reads.find((path) => holds(final, path, places));
  if (held === undefined) return;
  throw new SuperminError(
    'OUTPUT_HOLDS_INPUT',
    `${displayPath(held)} lies in the output directory, whose contents are replaced`,
    { hint: 'choose another output directory with -o' },
  );
}

function refuseHome(final: BytePath, places: Places): void {
  if (!holds(final, fromUnicode(homedir()), places)) return;
  throw precious(final, 'is or holds your home directory, and its contents would be removed');
}

/** @throws SuperminError `OUTPUT_PRECIOUS` if it holds the current directory */
function specialKind(final: BytePath, places: Places): string | undefined {
  const current = attempt(() => realPath('.'));
  if (current !== undefined && places.holds(final, current)) {
    if (places.isSame(final, current)) return 'the current directory';
    const what = 'holds the current directory, and its contents would be removed';
    throw precious(final, what, ', or change to another directory first');
  }
  return places.isMountPoint(final) ? 'a mount point' : undefined;
}

/** The file itself, or a link to it, which would be lost as well. */
function holds(final: BytePath, path: BytePath, places: Places): boolean {
  const parent = attempt(() => realPath(parentPath(path)));
  const name = parent === undefined ? undefined : joinPath(parent, baseName(path));
  return [attempt(() => realPath(path)), name].some(
    (found) => found !== undefined && places.holds(final, found),
  );
}

function precious(final: BytePath, what: string, advice = ''): SuperminError {
  const text = `the output directory ${displayPath(final)} ${what}`;
  const hint = `choose another output directory with -o${advice}`;
  return new SuperminError('OUTPUT_PRECIOUS', text, { hint });
}

function noEarlier(final: BytePath, kind: string, names: readonly BytePath[]): SuperminError {
  const what = `is ${kind} and no earlier output: it holds ${listed(names)}`;
  return precious(final, what, ', such as a new one below it');
}

function occupied(final: BytePath, names: readonly BytePath[]): SuperminError {
  return new SuperminError(
    'OUTPUT_OCCUPIED',
    `the output directory ${displayPath(final)} is not an earlier output: it contains ${listed(names)}`,
    { hint: 'choose another one with -o, or take this one with --force' },
  );
}

function listed(names: readonly BytePath[]): string {
  return firstFew(names.map(displayPath), NAMED);
}
