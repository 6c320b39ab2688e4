import type { OpenRepositoryOptions } from '@supermin/core';
import { indexDamaged, unpackedIndex } from '@supermin/core/backend';
import type { FetchedRepomd } from '../metadata/fetch-repomd.ts';
import { type IndexFile, LARGEST } from '../metadata/repomd.ts';

/** Makes an error of what is wrong with a file. */
export type Fault = (problem: string) => Error;

/**
 * Downloads a file of an index and reads it, unpacked.
 *
 * @throws SuperminError `DOWNLOAD_*`, `INDEX_DAMAGED`; what `work` throws
 */
export function readIndexFile<T>(
  { addresses, source }: Pick<FetchedRepomd, 'addresses' | 'source'>,
  { href, size, sha256, openSize }: IndexFile,
  { fetcher, signal }: OpenRepositoryOptions,
  work: (chunks: AsyncIterable<Uint8Array>, fault: Fault) => Promise<T>,
): Promise<T> {
  const urls = addresses.map((address) => `${address}/${href}`);
  const fault = (problem: string) => indexDamaged(urls[0]!, problem);
  const limit = openSize ?? LARGEST;
  const file = {
    name: `${href} of ${source.id}`,
    urls,
    sha256,
    ...(size === undefined ? { limit } : { size }),
  };
  return fetcher.fetch(file, (path) => work(unpackedIndex(path, { limit, signal, fault }), fault));
}
