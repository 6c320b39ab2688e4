import {
  type BytePath,
  cacheDirectory,
  DEFAULT_TEMPORARY_DIRECTORY,
  displayPath,
  EntryUses,
  ownDirectory,
  type Report,
  withTemporaryDirectory,
} from '@supermin/core';
import { STORE } from './cached-appliance.ts';
import { Scratch } from './scratch.ts';

export interface CacheRequest {
  /** Default: the user's. */
  cacheDirectory?: BytePath;
  temporaryDirectory?: BytePath;
  report?: Report;
}

/** Where files are that a VM is made of. */
export interface Places {
  cache: BytePath;
  /** Whether the cache is removed afterwards. */
  isTemporary: boolean;
  /** What the VM uses of it. */
  uses: EntryUses;
  /** For files of this VM alone: an appliance for which the cache has no room, the archive of one that is all initramfs. */
  scratch: Scratch;
}

/** Calls with the places of one VM, which are removed afterwards as far as they are its own. */
export function withPlaces<T>(
  request: CacheRequest,
  work: (places: Places) => Promise<T>,
): Promise<T> {
  const { temporaryDirectory = DEFAULT_TEMPORARY_DIRECTORY, report } = request;
  return withCache(request, async (cache, isTemporary) => {
    const uses = new EntryUses(cache, report);
    const scratch = new Scratch(temporaryDirectory);
    try {
      return await work({ cache, isTemporary, uses, scratch });
    } finally {
      scratch.remove();
      uses.release();
    }
  });
}

/** Calls with a cache directory that can be used, or with one that is removed afterwards: what is built has to be somewhere. */
export async function withCache<T>(
  request: CacheRequest,
  work: (cache: BytePath, isTemporary: boolean) => Promise<T>,
): Promise<T> {
  const cache = usable(request);
  if (cache !== undefined) return work(cache, false);
  return withTemporaryDirectory(request.temporaryDirectory ?? DEFAULT_TEMPORARY_DIRECTORY, (made) =>
    work(made, true),
  );
}

/** @returns undefined, which is said at `-v`, if there is none that can be used */
function usable({ cacheDirectory: given, report = () => {} }: CacheRequest): BytePath | undefined {
  const cache = given ?? cacheDirectory(process.env, report);
  try {
    if (cache !== undefined) ownDirectory(cache, STORE);
    return cache;
  } catch (error) {
    const text = `cache: ${displayPath(cache!)} is not used: ${(error as Error).message}`;
    report({ kind: 'message', level: 1, text });
    return undefined;
  }
}
