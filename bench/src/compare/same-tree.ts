import { differences, type Listing } from '@supermin/test-support/listing';
import { UnequalError } from './unequal-error.ts';

/** What docs/differences.md says of supermin 5: whose owner, mode and time a directory has; times of links. */
export interface Allowance {
  directories?: boolean;
  timesOfLinks?: boolean;
  /** Targets of links in the second that supermin 5 made relative: `..//x`, some with a step too few. */
  relativeLinks?: boolean;
  /** Differences at these paths do not count. */
  paths?: readonly string[];
}

/** All of it; times of the host's directories may also change between two builds. */
export const DELIBERATE: Allowance = {
  directories: true,
  timesOfLinks: true,
  paths: ['/lost+found'],
};

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
  const found = differences(first, second).filter((line) => !isAllowed(line, second, allowance));
  if (found.length > 0) throw new UnequalError(firstName, secondName, found);
  return `${firstName} = ${secondName}: ${first.size} paths`;
}

function isAllowed(line: string, listing: Listing, allowance: Allowance): boolean {
  const {
    directories = false,
    timesOfLinks = false,
    relativeLinks = false,
    paths = [],
  } = allowance;
  const [path = '', what = ''] = line.split(': ');
  if (paths.includes(path)) return true;
  const { type, content = '' } = listing.get(path) ?? {};
  if (type === 'directory') return directories && ['owner', 'mode', 'mtime'].includes(what);
  if (type !== 'symlink') return false;
  if (what === 'mtime') return timesOfLinks;
  return relativeLinks && content.includes('..//') && ['size', 'content'].includes(what);
}
