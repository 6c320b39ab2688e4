import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PluginManifest } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { KNOWN_PLUGINS } from '../../src/plugins/known-plugins.ts';

const PACKAGES = fileURLToPath(new URL('../../..', import.meta.url));

const manifests = readdirSync(PACKAGES)
  .filter((name) => /^(backend|writer)-/.test(name))
  .map((name) => JSON.parse(readFileSync(`${PACKAGES}/${name}/package.json`, 'utf8')))
  .map(({ name, supermin }) => ({ name, manifest: supermin as PluginManifest }));

describe('the known plugins', () => {
  it('are all of the workspace', () => {
    expect(KNOWN_PLUGINS.map(({ name }) => name).sort()).toEqual(
      manifests.map(({ name }) => name).sort(),
    );
  });

  it.each(manifests)('$name is known by all names of its manifest', ({ name, manifest }) => {
    const known = KNOWN_PLUGINS.find((each) => each.name === name);
    const { backends = [], writers = [] } = manifest;
    expect(known?.backend).toBe(backends[0]?.name);
    expect(known?.formats ?? []).toEqual(
      writers.flatMap(({ name: format, aliases = [] }) => [format, ...aliases]),
    );
  });

  it.each(manifests)('$name is known by its package files', ({ name, manifest }) => {
    const known = KNOWN_PLUGINS.find((each) => each.name === name);
    expect(known?.packageFiles).toEqual(manifest.backends?.[0]?.packageFiles);
  });

  it.each(manifests)('$name has a trace above each of its databases', ({ name, manifest }) => {
    const { traces = [] } = KNOWN_PLUGINS.find((each) => each.name === name)!;
    const databases = (manifest.backends ?? []).flatMap((backend) => backend.databases);
    for (const path of databases.filter((place) => typeof place === 'string')) {
      const above = traces.filter((trace) => `${path}/`.startsWith(`${trace}/`));
      expect(above, path).not.toEqual([]);
    }
  });
});
