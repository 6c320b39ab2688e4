import { chmodSync } from 'node:fs';
import { writeFiles } from '@supermin/test-support/scratch';
import type { FoundBackend, FoundWriter } from '../../src/plugin/found.ts';
import type { BackendManifest, PluginManifest, WriterManifest } from '../../src/plugin/manifest.ts';

export function backendManifest(more: Partial<BackendManifest> = {}): BackendManifest {
  return {
    name: 'dpkg',
    module: './index.js',
    families: [{ name: 'debian/dpkg', ids: ['debian', 'ubuntu'] }],
    databases: ['/var/lib/dpkg/status'],
    options: [],
    ...more,
  };
}

export function writerManifest(more: Partial<WriterManifest> = {}): WriterManifest {
  return { name: 'tar', aliases: [], module: './index.js', description: '', options: [], ...more };
}

function plugin(name: string, manifest: Partial<PluginManifest>) {
  return {
    name,
    version: '1.0.0',
    directory: `/p/${name}`,
    installedAs: name,
    manifest: { contract: 1, backends: [], writers: [], ...manifest },
  };
}

export function foundBackend(name: string, more: Partial<BackendManifest> = {}): FoundBackend {
  const manifest = backendManifest(more);
  return { plugin: plugin(name, { backends: [manifest] }), manifest };
}

export function foundWriter(name: string, more: Partial<WriterManifest> = {}): FoundWriter {
  const manifest = writerManifest(more);
  return { plugin: plugin(name, { writers: [manifest] }), manifest };
}

/** Installs a package: safe for root, whatever the umask. Returns its directory. */
export function install(
  directory: string,
  name: string,
  supermin: unknown,
  files: Record<string, string> = {
    'index.js': 'export const writer = {}; export const backend = {};',
  },
): string {
  const json = JSON.stringify({ name, version: '1.2.3', type: 'module', supermin });
  writeFiles(directory, { ...files, 'package.json': json });
  chmodSync(directory, 0o755);
  for (const file of [...Object.keys(files), 'package.json'])
    chmodSync(`${directory}/${file}`, 0o644);
  return directory;
}
