import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Host, localHost, type PluginManifest } from '../../src/index.ts';
import { backendPackage, backendPackagesFor, writerPackage } from '../../src/plugin/first-party.ts';

const PACKAGES = fileURLToPath(new URL('../../..', import.meta.url));

const manifests = readdirSync(PACKAGES)
  .filter((name) => /^(backend|writer)-/.test(name))
  .map((name) => JSON.parse(readFileSync(`${PACKAGES}/${name}/package.json`, 'utf8')))
  .map(({ name, supermin }) => ({ name, manifest: supermin as PluginManifest }));

function hostWith(paths: readonly string[]): Host {
  return {
    ...localHost('/nonexistent'),
    stat: (path) =>
      paths.some((each) => `${each}/`.startsWith(`${path}/`)) ? ({} as never) : undefined,
  };
}

describe('our own plugins', () => {
  it('are all of the workspace, with all their names', () => {
    for (const { name, manifest } of manifests) {
      for (const { name: format, aliases = [] } of manifest.writers ?? []) {
        for (const each of [format, ...aliases]) expect(writerPackage(each), each).toBe(name);
      }
      for (const { name: manager } of manifest.backends ?? []) {
        expect(backendPackage(manager)).toBe(name);
      }
    }
  });

  it('are recognised by the databases of their manifests', () => {
    for (const { name, manifest } of manifests) {
      for (const { databases } of manifest.backends ?? []) {
        const paths = databases.filter((place) => typeof place === 'string');
        expect(paths.flatMap((path) => backendPackagesFor(hostWith([path])))).toEqual(
          paths.map(() => name),
        );
      }
    }
    expect(backendPackagesFor(hostWith([]))).toEqual([]);
  });

  it('are no names that everything has', () => {
    expect(writerPackage('constructor')).toBeUndefined();
    expect(backendPackage('constructor')).toBeUndefined();
  });
});
