import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { machine } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { archive, type Member } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { wantedPlatform } from '../../src/container-image/platform.ts';

const HERE = wantedPlatform(machine()).architecture;

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

// biome-ignore lint/suspicious/noExplicitAny: tests make documents as wrong as they like
export type Json = any;

/** An image that is made by hand, as wrong as one likes. */
export interface Made {
  /** Archives of layers, uncompressed; members are made into one. */
  layers: readonly (Buffer | readonly Member[])[];
  /** Makes of a layer's archive what lies in the image. Default: gzip. */
  pack?: (bytes: Buffer) => Buffer;
  /** Changes the configuration, the manifest, the index before they are written. */
  config?: (config: Json) => unknown;
  manifest?: (manifest: Json) => unknown;
  index?: (index: Json) => unknown;
  /** Changes files of the layout when all are written. */
  files?: (directory: string, blobs: string) => void;
  architecture?: string;
}

/** Writes an OCI layout, independent of what the product has for that. @returns its directory */
export function makeLayout(made: Made): string {
  const directory = scratchDirectory();
  const blobs = join(directory, 'blobs/sha256');
  mkdirSync(blobs, { recursive: true });
  const put = (bytes: Buffer, mediaType: string) => {
    const hex = sha256Of(bytes);
    writeFileSync(join(blobs, hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  };
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const same = (value: unknown) => value;
  const { pack = gzipSync, config = same, manifest = same, index = same } = made;
  const archives = made.layers.map(archiveOf);
  const layers = archives.map((bytes) =>
    put(pack(bytes), 'application/vnd.oci.image.layer.v1.tar+gzip'),
  );
  const configuration = put(
    json(config(configOf(archives, made))),
    'application/vnd.oci.image.config.v1+json',
  );
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const all = { schemaVersion: 2, mediaType, config: configuration, layers };
  const described = put(json(manifest(all)), mediaType);
  const tag = { 'org.opencontainers.image.ref.name': 'test' };
  const manifests = [{ ...described, annotations: tag }];
  writeFileSync(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(directory, 'index.json'),
    JSON.stringify(index({ schemaVersion: 2, manifests, put: undefined })),
  );
  made.files?.(directory, blobs);
  return directory;
}

/** A file as `docker save` writes it. @param more members behind, or in the place of, those that there should be */
export function makeDockerArchive(
  made: Made,
  change: (members: Member[]) => Member[] = (members) => members,
): string {
  const archives = made.layers.map(archiveOf);
  const text = (bytes: Buffer) => bytes.toString('latin1');
  const config = Buffer.from(JSON.stringify(configOf(archives, made)));
  const layers = archives.map((bytes) => ({
    name: `${sha256Of(bytes)}.tar`,
    content: text(bytes),
  }));
  const Config = `${sha256Of(config)}.json`;
  const manifest = [{ Config, RepoTags: ['test:latest'], Layers: layers.map(({ name }) => name) }];
  const members = change([
    ...layers,
    { name: Config, content: text(config) },
    { name: 'manifest.json', content: JSON.stringify(manifest) },
  ]);
  const file = join(scratchDirectory(), 'image.tar');
  writeFileSync(file, archive(members));
  return file;
}

function archiveOf(layer: Buffer | readonly Member[]): Buffer {
  return Buffer.isBuffer(layer) ? layer : archive(layer);
}

function configOf(archives: readonly Buffer[], { architecture = HERE }: Made) {
  const diff_ids = archives.map((bytes) => `sha256:${sha256Of(bytes)}`);
  return { architecture, os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids } };
}
