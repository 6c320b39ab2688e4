import { createHash } from 'node:crypto';
import { compareBytes, type Package } from '@supermin/core';

/** Packages of an appliance, by their index, that share a layer. */
export interface PackageGroup {
  /** In the order of their ids. */
  packages: number[];
}

/** overlayfs takes 127 directories in Docker's spelling, registries about as many. With the last layer, 100. */
const MOST_LAYERS = 99;

/** So many of them, where packages are too many, hold the small ones. */
const SHARED_LAYERS = 15;

/**
 * Cuts packages into groups, of which each becomes a layer. What stands in one is to depend on as few packages as can be, so that
 * appliances with other packages still have it in common:
 *
 *     up to 99 packages    each has a layer of its own
 *     more                 those of a size of 2^n bytes or more, with the smallest n that leaves 84 of them at most;
 *                          the small ones are in 15 layers, by a hash of their names
 *
 * A package in a layer of its own is in one in every appliance whose limit is no higher.
 *
 * @param bytes by index of a package: of its files in this appliance; undefined for one without any, which has no layer
 */
export function groupPackages(
  packages: readonly Package[],
  bytes: readonly (number | undefined)[],
): PackageGroup[] {
  const present = packages
    .map((_, index) => index)
    .filter((index) => bytes[index] !== undefined)
    .sort((one, other) => compareBytes(packages[one]!.id, packages[other]!.id));
  if (present.length <= MOST_LAYERS) return present.map((index) => ({ packages: [index] }));
  const limit = limitOf(present.map((index) => bytes[index]!));
  const isLarge = (index: number) => bytes[index]! >= limit;
  const shared = Array.from({ length: SHARED_LAYERS }, () => [] as number[]);
  for (const index of present) {
    if (!isLarge(index)) shared[layerOf(packages[index]!.name)]!.push(index);
  }
  return [...present.filter(isLarge).map((index) => [index]), ...shared]
    .filter((group) => group.length > 0)
    .map((group) => ({ packages: group }));
}

/** The smallest power of two that few enough sizes reach. */
function limitOf(sizes: readonly number[]): number {
  const most = MOST_LAYERS - SHARED_LAYERS;
  for (let limit = 1; ; limit *= 2) {
    if (sizes.filter((size) => size >= limit).length <= most) return limit;
  }
}

/** Without the version: an upgrade stays where the package was. */
function layerOf(name: string): number {
  const hash = createHash('sha256').update(name, 'latin1').digest();
  return hash.readUInt32BE(0) % SHARED_LAYERS;
}
