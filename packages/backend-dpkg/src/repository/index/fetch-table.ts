import type { OpenRepositoryOptions } from '@supermin/core';
import { indexDamaged, unpackedIndex } from '@supermin/core/backend';
import { indexMissing } from '../errors.ts';
import { type FetchedRelease, suiteAddress } from '../release/fetch-release.ts';
import type { ListedFile } from '../release/release.ts';
import { keptTable } from './kept-table.ts';
import type { PackageTable, TableParts } from './package-table.ts';
import { readPackages } from './read-packages.ts';
import { TableBuilder } from './table-builder.ts';

/** In the order of preference: that of most suites first. */
const ENDINGS = ['.xz', '.zst', '.gz', ''];

/** Bytes that an index may have, unpacked, whose Release file does not tell: the largest has 60 MB. */
const LIMIT = 1 << 30;

/** One Packages file. */
interface Index extends ListedFile {
  release: FetchedRelease;
  /** Number of the release. */
  source: number;
  path: string;
  /** Bytes of it, unpacked. */
  unpacked: number;
}

/**
 * The packages of all releases, for one architecture.
 *
 * @throws SuperminError `INDEX_MISSING`, `INDEX_DAMAGED`, `DOWNLOAD_*`
 */
export async function fetchTable(
  releases: readonly FetchedRelease[],
  architecture: string,
  options: OpenRepositoryOptions,
): Promise<PackageTable> {
  const indexes = releases.flatMap((release, source) => indexesOf(release, source, architecture));
  const facts = indexes.map(({ sha256, source }) => `${source}:${sha256}`);
  return keptTable(options.cacheDirectory, [architecture, ...facts], () =>
    build(indexes, architecture, options),
  );
}

/** Of which a component has lists of packages. */
function architecturesOf(paths: Iterable<string>, component: string): string[] {
  const begun = `${component}/binary-`;
  const lists = [...paths].filter(
    (path) => path.startsWith(begun) && path.endsWith('/Packages.xz'),
  );
  return lists.map((path) => path.slice(begun.length, path.lastIndexOf('/')));
}

function indexesOf(release: FetchedRelease, number: number, architecture: string): Index[] {
  const { source, files } = release;
  if (source.architectures?.includes(architecture) === false) return [];
  const flat = source.suite.endsWith('/');
  const directories = flat
    ? ['']
    : source.components.map((component) => `${component}/binary-${architecture}/`);
  return directories.map((directory) => {
    const base = `${directory}Packages`;
    const ending = ENDINGS.find((each) => files.has(base + each));
    if (ending === undefined) {
      const [component = ''] = directory.split('/');
      const known = architecturesOf(files.keys(), component);
      throw indexMissing(`${source.uri} ${source.suite}`, component, architecture, known);
    }
    const listed = files.get(base + ending)!;
    const unpacked = files.get(base)?.size ?? LIMIT;
    return { ...listed, release, source: number, path: base + ending, unpacked };
  });
}

async function build(
  indexes: readonly Index[],
  architecture: string,
  { fetcher, signal }: OpenRepositoryOptions,
): Promise<TableParts> {
  const builder = new TableBuilder(architecture);
  for (const index of indexes) {
    const { release, source, path, size, sha256, unpacked } = index;
    const urls = urlsOf(index);
    const name = `${path} of ${release.source.suite}`;
    await fetcher.fetch({ name, urls, size, sha256 }, async (file) => {
      const fault = (problem: string) => indexDamaged(urls.at(-1)!, problem);
      const chunks = unpackedIndex(file, { limit: unpacked, signal, fault });
      await readPackages(chunks, { builder, source }, fault);
    });
  }
  return builder.parts();
}

/** By its digest first: then the file is not one that is being replaced. */
function urlsOf({ release, path, sha256 }: Index): string[] {
  const directory = path.slice(0, path.lastIndexOf('/') + 1);
  const { addresses, source, byHash } = release;
  return addresses.flatMap((address) => {
    const base = suiteAddress(address, source.suite);
    const hashed = byHash ? [`${base}/${directory}by-hash/SHA256/${sha256}`] : [];
    return [...hashed, `${base}/${path}`];
  });
}
