import { existsSync } from 'node:fs';
import { type BytePath, joinPath, toSystemPath } from '@supermin/core';
import { encodeArchive } from '@supermin/newc';
import { packOverlay } from '../appliance-package/overlay.ts';
import type { AppliancePackage } from '../appliance-package/read-package.ts';
import type { Selection } from './selection.ts';

/** What a full appliance in the cache is made of. */
export interface Recipe {
  /** The files of its input directory, by name. */
  files: Readonly<Record<string, Buffer>>;
  /** Inputs that stay where they lie. */
  inputs: readonly BytePath[];
  /** Whether configuration files come from this machine, like all other files of packages. */
  includeConfig: boolean;
  /** What else tells it from others. */
  identity: readonly string[];
}

/** Packages and files of this machine, with its configuration. */
export function recipeOfSelection({ packages, hostfiles, excludes, members }: Selection): Recipe {
  const files: Record<string, Buffer> = {
    ...list('packages', packages),
    ...list('hostfiles', hostfiles),
    ...list(
      'excludefiles',
      excludes.map((path) => `-${path}`),
    ),
  };
  if (members.length > 0) files['base.cpio'] = encodeArchive(members);
  return { files, inputs: [], includeConfig: true, identity: [] };
}

/** A small appliance in a package, or in a directory, which is called by its path and has no version. */
export type Carrier = Pick<AppliancePackage, 'name' | 'version' | 'appliance' | 'files'>;

/**
 * The appliance of a package, and more packages of this machine. A package that was made by `supermin prepare` brings the
 * configuration files; else they come from this machine.
 *
 * @throws SuperminError `APPLIANCE_PACKAGE_FILE`
 */
export async function recipeOfPackage(
  { name, version, appliance, files }: Carrier,
  packages: readonly string[],
): Promise<Recipe> {
  const overlay = files === undefined ? undefined : packOverlay(files);
  const lists: Record<string, Buffer> = {
    ...list('packages', packages),
    ...list('excludefiles', overlay?.excludes ?? []),
  };
  if (overlay?.excludes.length) lists['files.tar'] = overlay.archive;
  return {
    files: lists,
    inputs: [appliance],
    includeConfig: !existsSync(toSystemPath(joinPath(appliance, 'base.tar.gz'))),
    identity: [name, version],
  };
}

/** No file for an empty list. */
function list(name: string, lines: readonly string[]): Record<string, Buffer> {
  if (lines.length === 0) return {};
  return { [name]: Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1') };
}
