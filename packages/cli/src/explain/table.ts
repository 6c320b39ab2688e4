import { ownEntry } from '@supermin/core';
import type { Explanation, Rows } from './explanation.ts';
import { APPLIANCE } from './tables/appliance.ts';
import { ARTIFACTS } from './tables/artifacts.ts';
import { CONFIGURE } from './tables/configure.ts';
import { FORMATS } from './tables/formats.ts';
import { IMAGES } from './tables/images.ts';
import { KERNEL } from './tables/kernel.ts';
import { OUTPUT } from './tables/output.ts';
import { PACKAGES } from './tables/packages.ts';
import { PLUGINS } from './tables/plugins.ts';
import { REPOSITORIES } from './tables/repositories.ts';
import { SYSTEM } from './tables/system.ts';
import { VM } from './tables/vm.ts';

/** Every code of an error, by area. `explain` and docs/errors.md are made from it. */
export const AREAS: readonly (readonly [title: string, rows: Rows])[] = [
  ['Appliances', APPLIANCE],
  ['Outputs, temporary files, caches', OUTPUT],
  ['Packages that are installed', PACKAGES],
  ['Packages from repositories', REPOSITORIES],
  ['Container images as roots', IMAGES],
  ['Appliances in a registry', ARTIFACTS],
  ['Configuring packages', CONFIGURE],
  ['Kernels and modules', KERNEL],
  ['VMs', VM],
  ['Formats', FORMATS],
  ['Plugins', PLUGINS],
  ['Programs, and the command itself', SYSTEM],
];

export function codes(): string[] {
  return AREAS.flatMap(([, rows]) => Object.keys(rows));
}

/** @param code in any case */
export function explanationOf(code: string): Explanation | undefined {
  const wanted = code.toUpperCase();
  for (const [, rows] of AREAS) {
    const row = ownEntry(rows, wanted);
    if (row !== undefined) return { what: row[0], why: row[1], remedy: row[2] };
  }
  return undefined;
}
