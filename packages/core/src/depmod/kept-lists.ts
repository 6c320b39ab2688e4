import { readFileSync, writeFileSync } from 'node:fs';
import { cacheName, FileCache } from '../cache/file-cache.ts';
import type { Host } from '../host/host.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { type ModuleLists, moduleLists } from './module-lists.ts';
import { readModules } from './read-modules.ts';

/** To be raised when lists are made in another way. */
const LAYOUT = 1;

/** Directories of modules directories. */
const ROOTS: readonly BytePath[] = ['/usr/lib/modules', '/lib/modules'];

export interface KeptListsOptions {
  /** What the modules are known by: the digests of the packages that brought them. */
  identity: string;
  cacheDirectory: BytePath;
  signal: AbortSignal;
}

/**
 * The lists of depmod(8) for kernels of packages that were unpacked and not configured, by path: only then does depmod run. None for
 * a kernel that has them.
 */
export async function missingModuleLists(
  host: Host,
  options: KeptListsOptions,
): Promise<Map<BytePath, string>> {
  const found = new Map<BytePath, string>();
  const root = ROOTS.find((path) => host.stat(path)?.type === 'directory');
  if (root === undefined) return found;
  for (const version of host.readdir(root)) {
    const directory = joinPath(root, version);
    const isKernel = host.stat(joinPath(directory, 'kernel'))?.type === 'directory';
    if (!isKernel || host.stat(joinPath(directory, 'modules.dep')) !== undefined) continue;
    const lists = await keptLists(host, directory, options);
    for (const [name, text] of Object.entries(lists)) found.set(joinPath(directory, name), text);
  }
  return found;
}

async function keptLists(
  host: Host,
  directory: BytePath,
  { identity, cacheDirectory, signal }: KeptListsOptions,
): Promise<ModuleLists> {
  const name = `${cacheName([LAYOUT, identity, directory])}.json`;
  const file = await new FileCache(cacheDirectory, 'depmod').get(name, async (temporary) => {
    const lists = moduleLists(await readModules(host, directory, signal));
    writeFileSync(toSystemPath(temporary), JSON.stringify(lists));
    return true;
  });
  return JSON.parse(readFileSync(toSystemPath(file!), 'utf8')) as ModuleLists;
}
