import { displayPath } from '../path/byte-path.ts';
import type { RepositoryPackage } from '../plugin/repository-contract.ts';
import { faultyField } from '../repository/repository-package.ts';
import { indexDamaged } from './repository-errors.ts';

/** An index that has a package. */
export interface PackageIndexFacts {
  /** For messages. */
  address: string;
  /** How many sources there are. */
  sources: number;
  /** What its package manager calls a package's fields. */
  names: Readonly<Record<'name' | 'version' | 'arch' | 'path' | 'size' | 'sha256', string>>;
}

/**
 * A package as an index has it, whose fields are all text.
 *
 * @param fields `size` in decimal digits
 * @throws SuperminError `INDEX_DAMAGED`, with the name of the field, if it cannot be used
 */
export function listedPackage(
  fields: Omit<RepositoryPackage, 'size'> & { size: string },
  { address, sources, names }: PackageIndexFacts,
): RepositoryPackage {
  const { size, name } = fields;
  // Number('') is 0.
  const pkg = { ...fields, size: /^\d+$/.test(size) ? Number(size) : Number.NaN };
  const field = faultyField(pkg, sources);
  if (field === undefined) return pkg;
  const shown = field in names ? names[field as keyof typeof names] : field;
  throw indexDamaged(address, `package ${displayPath(name)} has no ${shown} that can be used`);
}
