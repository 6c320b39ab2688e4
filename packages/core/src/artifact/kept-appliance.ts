import { mkdirSync, readFileSync, renameSync, statSync, utimesSync } from 'node:fs';
import { entryName } from '../cache/entry-removal.ts';
import { EntryUses } from '../cache/entry-uses.ts';
import { cacheName } from '../cache/file-cache.ts';
import { isOwnDirectory, ownDirectory } from '../cache/own-directory.ts';
import { tidyCache } from '../cache/tidy-cache.ts';
import { systemErrorCode } from '../errors/supermin-error.ts';
import { describeFailure } from '../errors/write-failure.ts';
import { sha256Digits } from '../oci/descriptor.ts';
import { ownerTag } from '../output/owner-tag.ts';
import { removeTree } from '../output/remove-tree.ts';
import { replaceFile } from '../output/replace-file.ts';
import { sweep } from '../output/sweep.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { cacheNeeded } from '../repository/errors.ts';
import { type ArtifactContext, type ArtifactOptions, contextOf } from './artifact-options.ts';
import { type Artifact, fetchArtifact, findArtifact } from './fetch-artifact.ts';
import { type ArtifactReference, parseArtifactReference } from './reference.ts';

export interface KeptOptions extends ArtifactOptions {
  /** See `cacheDirectory()`. */
  cacheDirectory: BytePath | undefined;
  /** Whether the registry is asked for an appliance that was pulled before. Default: false. */
  pull?: boolean | undefined;
}

/** Below the user's cache directory. */
const DIRECTORY = 'appliances-1';

/**
 * A small appliance of a registry, by way of the user's cache.
 *
 *     CACHE/appliances-1/<digits of a digest>/        its files; they never change
 *     CACHE/appliances-1/<hash of a name>.digest      what the name stood for when the registry was asked last; of one that was
 *                                                     asked without TLS apart
 *
 * @param work is given its directory, which stays until `work` is done
 * @throws SuperminError as `pullAppliance`, `CACHE_*`; what `work` throws
 */
export async function withKeptAppliance<T>(
  from: string,
  options: KeptOptions,
  work: (appliance: BytePath) => Promise<T>,
): Promise<T> {
  const { cacheDirectory: cache, pull = false } = options;
  const reference = parseArtifactReference(from);
  if (cache === undefined) throw cacheNeeded();
  const context = contextOf(options);
  const uses = new EntryUses(cache, context.report);
  const places = { cache, directory: ownDirectory(cache, DIRECTORY), uses };
  try {
    return await work(await keptOrFetched(reference, places, { ...context, pull }));
  } finally {
    places.uses.release();
  }
}

async function keptOrFetched(
  reference: ArtifactReference,
  places: Places,
  context: ArtifactContext & { pull: boolean },
): Promise<BytePath> {
  try {
    const known = context.pull ? undefined : knownDigits(places, reference, context);
    const kept = known === undefined ? undefined : await keptAs(known, places, context);
    return kept ?? (await fetched(reference, places, context));
  } catch (error) {
    throw describeFailure(error, places.cache);
  }
}

interface Places {
  cache: BytePath;
  /** The one of this file. */
  directory: BytePath;
  uses: EntryUses;
}

/** What the name stood for, as far as that is known. */
function knownDigits(
  { directory }: Places,
  reference: ArtifactReference,
  context: ArtifactContext,
): string | undefined {
  const { version } = reference;
  if (version.startsWith('@')) return sha256Digits(version.slice(1));
  const path = toSystemPath(noteOf(directory, reference, context));
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  return sha256Digits(readFileSync(path, 'latin1'));
}

/** The directory, if it is there; from then on nobody removes it. */
async function keptAs(
  digits: string,
  { cache, directory, uses }: Places,
  { signal }: ArtifactContext,
): Promise<BytePath | undefined> {
  await uses.add(entryName(DIRECTORY, digits), signal);
  if (!isOwnDirectory(cache, DIRECTORY, digits)) return undefined;
  const path = joinPath(directory, digits);
  const now = new Date();
  // What is pruned first is what was not used for the longest time.
  utimesSync(toSystemPath(path), now, now);
  return path;
}

async function fetched(
  reference: ArtifactReference,
  places: Places,
  context: ArtifactContext,
): Promise<BytePath> {
  const artifact = await findArtifact(reference, context);
  const digits = sha256Digits(artifact.digest)!;
  const path =
    (await keptAs(digits, places, context)) ?? (await fetchInto(digits, artifact, places, context));
  if (!reference.version.startsWith('@')) {
    replaceFile(noteOf(places.directory, reference, context), artifact.digest);
  }
  return path;
}

async function fetchInto(
  digits: string,
  artifact: Artifact,
  { cache, directory }: Places,
  context: ArtifactContext,
): Promise<BytePath> {
  sweep(directory);
  const temporary = joinPath(directory, ownerTag());
  mkdirSync(toSystemPath(temporary), { mode: 0o700 });
  try {
    await fetchArtifact(artifact, temporary, context);
    putInPlace(temporary, joinPath(directory, digits));
  } finally {
    removeTree(temporary);
  }
  tidyCache(cache, context.report);
  return ownDirectory(cache, DIRECTORY, digits);
}

/** Another process may have been faster, with the same files; whose they are will be seen. */
function putInPlace(temporary: BytePath, path: BytePath): void {
  try {
    renameSync(toSystemPath(temporary), toSystemPath(path));
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) throw error;
  }
}

function noteOf(
  directory: BytePath,
  { repository, version }: ArtifactReference,
  { insecure }: ArtifactContext,
): BytePath {
  return joinPath(directory, `${cacheName([repository, version, insecure])}.digest`);
}
