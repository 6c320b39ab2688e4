import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { throwIfOutOfFiles } from '../errors/write-failure.ts';
import { MAXIMUM_LINKS } from '../path/links.ts';
import { plugNPlayOf, plugNPlayRoots } from './plug-n-play.ts';

/**
 * The `node_modules` directories in which plugins are looked for: only such as provably hold this very command, so that
 * nothing is ever run just because it lies near the current directory.
 *
 * Every hop of the link chain that led to the command counts (npm's and pnpm's global `bin` link into the directory
 * that they were installed into), and so does the real path. An ancestor's `node_modules` is taken when the command's
 * own package is in it; the directory inside the command's package always is.
 *
 * @param packageDirectory real path of the command's own package
 * @param packageName its name, `@supermin/cli`
 * @param program the path that the command was started by (`process.argv[1]`)
 */
export function pluginRoots(
  packageDirectory: string,
  packageName: string,
  program: string,
): string[] {
  const roots = new Set<string>([join(packageDirectory, 'node_modules')]);
  for (const hop of [...linkChain(program), packageDirectory]) {
    for (const ancestor of ancestors(hop)) {
      const candidate = join(ancestor, 'node_modules');
      if (realPath(join(candidate, packageName)) === packageDirectory) roots.add(candidate);
    }
  }
  const pnp = plugNPlayOf(packageDirectory);
  if (pnp !== undefined) for (const root of plugNPlayRoots(pnp, packageDirectory)) roots.add(root);
  return [...roots];
}

/** The path itself and every path that its links lead through. */
function linkChain(path: string): string[] {
  const chain: string[] = [];
  let current = resolve(path);
  for (let hops = 0; hops < MAXIMUM_LINKS; hops++) {
    chain.push(current);
    if (!lstatSync(current, { throwIfNoEntry: false })?.isSymbolicLink()) break;
    current = resolve(dirname(current), readlinkSync(current));
  }
  const real = realPath(path);
  return real === undefined ? chain : [...chain, real];
}

function ancestors(path: string): string[] {
  const result: string[] = [];
  for (let current = dirname(path); ; current = dirname(current)) {
    result.push(current);
    if (current === dirname(current)) return result;
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch (error) {
    throwIfOutOfFiles(error, path);
    return undefined;
  }
}
