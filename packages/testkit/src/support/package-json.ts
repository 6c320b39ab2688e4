import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type PluginManifest, parseManifest } from '@supermin/core';

/** Forms of package names that are found without being named: see `discoverPlugins` of @supermin/core. */
const NAME = /^(@supermin\/|(@[^/]+\/)?supermin-)(backend|writer)-[^/]+$/;

/** The manifest in the package.json of the plugin at `directory`, checked as the command does it. */
export function readManifest(directory: string | URL): PluginManifest {
  const path = typeof directory === 'string' ? directory : fileURLToPath(directory);
  const { name, version, supermin } = JSON.parse(readFileSync(`${path}/package.json`, 'utf8'));
  assert.match(String(name), NAME, 'the package has a name that the command looks for');
  assert.equal(typeof version, 'string', 'the package has a version');
  return parseManifest(supermin);
}
