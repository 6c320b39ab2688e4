import type { Package } from '@supermin/core';
import type { PackageRecord } from '../format/package-record.ts';
import { compareEvr, type Evr } from '../version/evr.ts';

/** An installed package and the spellings of its name. */
export class InstalledPackage implements Package {
  readonly name: string;
  /** `[epoch:]version-release`. */
  readonly version: string;
  readonly arch: string;
  readonly evr: Evr;

  constructor(
    readonly record: PackageRecord,
    /** Unique, and what `find` knows it by; chosen by the index. */
    readonly id: string,
  ) {
    this.name = record.name;
    this.arch = record.arch;
    this.version = versionOf(record);
    this.evr = evrOf(record);
  }
}

/** An epoch of 0 is the same as none. */
function versionOf({ epoch, version, release }: PackageRecord): string {
  const number = epoch === undefined || epoch === 0 ? '' : `${epoch}:`;
  return `${number}${version}-${release}`;
}

/** `name-[epoch:]version-release.arch`: its line in a package list, and what dnf takes for just this version. */
export function nevraOf(record: PackageRecord): string {
  return `${record.name}-${versionOf(record)}.${record.arch}`;
}

export function evrOf({ epoch = 0, version, release }: PackageRecord): Evr {
  return { epoch, version, release };
}

/** Newest first. */
export function compareAge(a: { evr: Evr }, b: { evr: Evr }): number {
  return compareEvr(b.evr, a.evr);
}
