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
import { isInitramfs } from './initramfs.ts';

export interface CacheRequest {
  /** Default: the user's. */
  cacheDirectory?: BytePath;
  temporaryDirectory?: BytePath;
  report?: Report;
  /** The directory of an appliance that is there. */
  appliance?: BytePath;
}

/** Where files are that a VM is made of. */
export interface Places {
  cache: BytePath;
  /** Whether the cache is removed afterwards. */
  isTemporary: boolean;
  /** What the VM uses of it. */
  uses: EntryUses;
  /** For files of this VM alone; only for an appliance that is all initramfs, whose archive is put together there. */
  scratch?: BytePath | undefined;
}

/** Calls with the places of one VM, which are removed afterwards as far as they are its own. */
export function withPlaces<T>(
  request: CacheRequest,
  work: (places: Places) => Promise<T>,
): Promise<T> {
  const { appliance, temporaryDirectory = DEFAULT_TEMPORARY_DIRECTORY } = request;
  return withCache(request, async (cache, isTemporary) => {
    const uses = new EntryUses(cache, request.report);
    const places = { cache, uses, isTemporary };
    try {
      if (appliance === undefined || !isInitramfs(appliance)) return await work(places);
      return await withTemporaryDirectory(temporaryDirectory, (scratch) =>
        work({ ...places, scratch }),
      );
    } finally {
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
