import { differences, type Listing } from '../../../test-e2e/support/listing.ts';
import { UnequalError } from './unequal-error.ts';

/** What docs/differences.md says of supermin 5: whose owner, mode and time a directory has; times of links. */
export interface Allowance {
  directories?: boolean;
  timesOfLinks?: boolean;
  /** Differences at these paths do not count. */
  paths?: readonly string[];
}

/**
 * Compares two trees: types, modes, owners, sizes, times, link targets and contents.
 *
 * @returns the line for the report
 * @throws {UnequalError} naming the first ten differences
 */
export function sameTree(
  [firstName, first]: readonly [string, Listing],
  [secondName, second]: readonly [string, Listing],
  allowance: Allowance = {},
): string {
  const found = differences(first, second).filter((line) => !isAllowed(line, first, allowance));
  if (found.length > 0) throw new UnequalError(firstName, secondName, found);
  return `${firstName} = ${secondName}: ${first.size} paths`;
}

function isAllowed(line: string, listing: Listing, allowance: Allowance): boolean {
  const { directories = false, timesOfLinks = false, paths = [] } = allowance;
  const [path = '', what = ''] = line.split(': ');
  if (paths.includes(path)) return true;
  const type = listing.get(path)?.type;
  if (type === 'directory') return directories && ['owner', 'mode', 'mtime'].includes(what);
  return type === 'symlink' && timesOfLinks && what === 'mtime';
}
