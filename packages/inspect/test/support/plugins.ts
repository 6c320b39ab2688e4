import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backend as dpkg } from '@supermin/backend-dpkg';
import {
  type Backend,
  type BackendManifest,
  type FoundPlugin,
  parseManifest,
  Registry,
  type Writer,
  type WriterManifest,
} from '@supermin/core';
import { writer as chroot } from '@supermin/writer-chroot';
import { writer as cpio } from '@supermin/writer-cpio';

/** A plugin, and what its module exports. */
export interface Installed {
  plugin: FoundPlugin;
  exports: { backend?: unknown; writer?: unknown };
}

/** Looked for before a module is imported; tests have all code in memory. */
const MODULE = './package.json';

const PACKAGES = join(import.meta.dirname, '../../..');

/** A plugin of this repository, by its own manifest and its sources. */
function ours(name: string, exports: Installed['exports']): Installed {
  const directory = join(PACKAGES, name);
  const { version, supermin } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const { backends, writers, contract } = parseManifest(supermin);
  const here = { module: MODULE };
  const manifest = {
    contract,
    backends: backends.map((each) => ({ ...each, ...here })),
    writers: writers.map((each) => ({ ...each, ...here })),
  };
  return { plugin: { name: `@supermin/${name}`, version, directory, manifest }, exports };
}

function another(name: string, provided: object, exports: Installed['exports']): Installed {
  const manifest = { contract: 1, backends: [], writers: [], ...provided };
  const directory = join(PACKAGES, 'inspect');
  return { plugin: { name, version: '1.0.0', directory, manifest }, exports };
}

/** A writer of somebody else's: what it writes can be read back, if `inspect` tells by which files it is known. */
export function writerOf(
  name: string,
  inspect: WriterManifest['inspect'],
  writer: Partial<Writer>,
): Installed {
  const manifest = { name, aliases: [], module: MODULE, description: '', options: [], inspect };
  const methods = { outputs: () => [], inputs: () => {}, write: () => {} };
  const exports = { writer: { name, ...methods, ...writer } };
  return another(`supermin-writer-${name}`, { writers: [manifest] }, exports);
}

/** A backend of somebody else's, for roots that have a certain file. */
export function backendOf(
  name: string,
  database: string,
  backend: Partial<Backend>,
  more: Partial<BackendManifest> = {},
): Installed {
  const families = [{ name: `other/${name}`, ids: ['other'] }];
  const databases = [database];
  const manifest = { name, module: MODULE, families, databases, options: [], ...more };
  const exports = { backend: { name, freshness: () => [], ...backend } };
  return another(`supermin-backend-${name}`, { backends: [manifest] }, exports);
}

export const DPKG = ours('backend-dpkg', { backend: dpkg });
export const CHROOT = ours('writer-chroot', { writer: chroot });
export const CPIO = ours('writer-cpio', { writer: cpio });

export function registryOf(...installed: Installed[]): Registry {
  const plugins = installed.map(({ plugin }) => plugin);
  const exportsOf = new Map(installed.map((each) => [each.plugin, each.exports]));
  const importModule = async (plugin: FoundPlugin) => exportsOf.get(plugin);
  return new Registry({ plugins, rejected: [] }, { importModule });
}
