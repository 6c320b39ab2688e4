import type { OpenRepositoryOptions } from '@supermin/core';
import { indexMissing } from '../errors.ts';
import type { FetchedRepomd } from '../metadata/fetch-repomd.ts';
import { type Attributes, readXml } from '../metadata/xml.ts';
import { readIndexFile } from './index-chunks.ts';

/** Files that primary.xml has: all of these, and no others (createrepo_c). Of them nothing else has to be asked. */
const PRIMARY = /^\/etc\/|bin\/|^\/usr\/lib\/sendmail$/;

/** True for a path that only the lists of all files can tell of. */
export function isOutsidePrimary(path: string): boolean {
  return path.startsWith('/') && !PRIMARY.test(path);
}

/**
 * Which packages have files, by path: digests of packages. The lists are long (Fedora's have 600 MB), and read once for what is
 * asked for.
 *
 * @throws SuperminError `INDEX_*`, `DOWNLOAD_*`
 */
export async function fetchFileOwners(
  repositories: readonly FetchedRepomd[],
  paths: ReadonlySet<string>,
  options: OpenRepositoryOptions,
): Promise<Map<string, Set<string>>> {
  const owners = new Map([...paths].map((path) => [path, new Set<string>()] as const));
  for (const repomd of repositories) {
    const file = repomd.files.get('filelists');
    if (file === undefined) throw indexMissing(repomd.uri, 'filelists.xml with a SHA-256');
    await readIndexFile(repomd, file, options, (chunks, fault) => {
      let pkgid = '';
      const handler = {
        open: (name: string, attributes: Attributes) => {
          if (name === 'package') pkgid = attributes.pkgid ?? '';
        },
        close: (name: string, text: string) => {
          if (name === 'file') owners.get(text)?.add(pkgid);
        },
      };
      return readXml(chunks, handler, fault);
    });
  }
  return owners;
}
