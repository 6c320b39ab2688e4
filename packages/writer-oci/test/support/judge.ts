import { readFileSync } from 'node:fs';
import { output } from '@supermin/test-support/programs';
import { expect } from 'vitest';

interface Described {
  mediaType: string;
  digest: string;
  size: number;
  platform?: Record<string, string>;
  annotations?: Record<string, string>;
}

interface Manifest {
  config: Described;
  layers: Described[];
  annotations?: Record<string, string>;
}

interface Config {
  created: string;
  architecture: string;
  variant?: string;
  config: { Entrypoint?: string[]; Cmd?: string[]; Env?: string[]; WorkingDir?: string };
  rootfs: { diff_ids: string[] };
  history: { created: string; created_by: string }[];
}

export interface ReadImage {
  descriptor: Described;
  manifest: Manifest;
  config: Config;
}

/** The file of a blob. */
export function blob(layout: string, digest: string): string {
  return `${layout}/blobs/sha256/${digest.slice('sha256:'.length)}`;
}

function json<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

/** The only entry of a layout's index. */
export function entryOf(layout: string): Described {
  const { manifests } = json<{ manifests: Described[] }>(`${layout}/index.json`);
  expect(manifests).toHaveLength(1);
  return manifests[0]!;
}

export function manifestsOf(layout: string, index: Described): Described[] {
  return json<{ manifests: Described[] }>(blob(layout, index.digest)).manifests;
}

export function readImage(layout: string, descriptor = entryOf(layout)): ReadImage {
  const manifest = json<Manifest>(blob(layout, descriptor.digest));
  return { descriptor, manifest, config: json<Config>(blob(layout, manifest.config.digest)) };
}

/** The names of a layer, by tar(1), which finds out how it is compressed. */
export function namesOf(layout: string, digest: string): string[] {
  const text = output('tar', ['-tf', blob(layout, digest)]).toString('latin1');
  return text.split('\n').slice(0, -1);
}

/** The lines of `tar -tv`, with single blanks. */
export function tableOf(layout: string, digest: string): string[] {
  const options = ['--numeric-owner', '--full-time', '-tvf'];
  const text = output('tar', [...options, blob(layout, digest)]).toString('latin1');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.replace(/ +/g, ' '));
}

/** Unpacks the layers one over the other, as container engines do, with tar(1). */
export function unpack(layout: string, directory: string): void {
  const attributes = ['--xattrs', '--xattrs-include=*', '--numeric-owner'];
  for (const { digest } of readImage(layout).manifest.layers) {
    output('tar', [...attributes, '-xpf', blob(layout, digest), '-C', directory]);
  }
}
