import type { BytePath } from '@supermin/core';
import { type KeptShape, keptArrays } from '@supermin/core/backend';
import { PackageTable, type TableParts } from './package-table.ts';

const SHAPE: KeptShape<TableParts> = {
  kind: 'dpkg-packages',
  layout: 1,
  arrays: [
    ...(['starts', 'sources', 'nameStarts', 'nameSlots'] as const),
    ...(['real', 'realStarts', 'providers', 'providerStarts'] as const),
  ],
  texts: ['text', 'nameText'],
};

/**
 * A table that follows from indexes with these digests: see `keptArrays`.
 *
 * @param facts digests of the indexes, in order, and the architecture
 */
export async function keptTable(
  cache: BytePath,
  facts: readonly string[],
  make: () => Promise<TableParts>,
): Promise<PackageTable> {
  return new PackageTable(await keptArrays(cache, facts, SHAPE, make));
}
