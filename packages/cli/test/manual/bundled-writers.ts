import { readdirSync, readFileSync } from 'node:fs';
import type { WriterManifest } from '@supermin/core';

const PACKAGES = new URL('../../../', import.meta.url);

/** The writers of this repository, from their manifests. */
export function bundledWriters(): WriterManifest[] {
  return readdirSync(PACKAGES)
    .filter((name) => name.startsWith('writer-'))
    .sort()
    .flatMap((name) => {
      const text = readFileSync(new URL(`${name}/package.json`, PACKAGES), 'utf8');
      const declared = JSON.parse(text).supermin.writers as Partial<WriterManifest>[];
      return declared.map((writer) => ({ aliases: [], options: [], ...writer }) as WriterManifest);
    });
}
