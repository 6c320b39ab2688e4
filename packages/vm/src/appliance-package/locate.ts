import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type BytePath, fromUnicode, realPath, toSystemPath } from '@supermin/core';
import { badSpecification, noDirectory, packageNotInstalled } from '../errors/appliance-package.ts';

/** What npm allows as the name of a package: lower case, safe in a URL, an optional scope. */
const NAME = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const LONGEST_NAME = 214;

/**
 * The real directory of an appliance package. A name is looked up where plugins are, and never in the current directory
 * just because one stands in it; a path begins with `/` or `.`.
 *
 * @param roots `node_modules` directories, see core's `pluginRoots()`
 * @throws SuperminError `APPLIANCE_PACKAGE_NAME`, `APPLIANCE_PACKAGE_MISSING`
 */
export function locatePackage(specification: string, roots: readonly string[]): BytePath {
  if (/^(\/|\.\.?(\/|$))/.test(specification)) {
    const found = realDirectory(specification);
    if (found === undefined) throw noDirectory(specification);
    return found;
  }
  if (specification.length > LONGEST_NAME || !NAME.test(specification)) {
    throw badSpecification(specification);
  }
  for (const root of roots) {
    const found = realDirectory(fromUnicode(join(root, specification)));
    if (found !== undefined) return found;
  }
  throw packageNotInstalled(specification);
}

/** @returns undefined if there is no directory */
export function realDirectory(path: BytePath): BytePath | undefined {
  try {
    const real = realPath(path);
    return statSync(toSystemPath(real)).isDirectory() ? real : undefined;
  } catch {
    return undefined;
  }
}
