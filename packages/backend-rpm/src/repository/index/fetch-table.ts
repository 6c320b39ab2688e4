import type { OpenRepositoryOptions } from '@supermin/core';
import { type KeptShape, keptArrays } from '@supermin/core/backend';
import { indexMissing } from '../errors.ts';
import type { FetchedRepomd } from '../metadata/fetch-repomd.ts';
import { readIndexFile } from './index-chunks.ts';
import { PackageTable, type TableParts } from './package-table.ts';
import { readPrimary } from './read-primary.ts';
import { TableBuilder } from './table-builder.ts';
import { wantedPackages } from './wanted.ts';

const SHAPE: KeptShape<TableParts> = {
  kind: 'rpm-packages',
  layout: 1,
  arrays: [
    ...(['starts', 'sources', 'lists', 'listStarts'] as const),
    ...(['depStarts', 'depSlots', 'nameStarts', 'nameSlots'] as const),
    ...(['providers', 'providerStarts'] as const),
  ],
  texts: ['text', 'depText', 'nameText'],
};

/**
 * The packages of all repositories, for one architecture; kept by the digests of the indexes.
 *
 * @throws SuperminError `INDEX_MISSING`, `INDEX_DAMAGED`, `DOWNLOAD_*`
 */
export async function fetchTable(
  repositories: readonly FetchedRepomd[],
  arch: string,
  options: OpenRepositoryOptions,
): Promise<PackageTable> {
  const primaries = repositories.map((repomd) => {
    const file = repomd.files.get('primary');
    if (file === undefined) throw indexMissing(repomd.uri, 'primary.xml with a SHA-256');
    return { repomd, file };
  });
  const facts = primaries.map(({ repomd: { source }, file }) =>
    JSON.stringify([file.sha256, source.exclude, source.include]),
  );
  const make = async () => {
    const builder = new TableBuilder();
    for (const [number, { repomd, file }] of primaries.entries()) {
      const isWanted = wantedPackages(repomd.source, arch);
      await readIndexFile(repomd, file, options, (chunks, fault) =>
        readPrimary(
          chunks,
          (pkg) => {
            if (isWanted(pkg) && !builder.add(pkg, number)) throw fault('it is too large');
          },
          fault,
        ),
      );
    }
    return builder.parts();
  };
  return new PackageTable(await keptArrays(options.cacheDirectory, [arch, ...facts], SHAPE, make));
}
