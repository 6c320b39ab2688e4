import type { Descriptor } from '../../src/oci/index.ts';

/** What docs/oci.md says of appliances in a registry, written down once more: these names are others' to rely on. */
export const TYPES = {
  artifact: 'application/vnd.supermin.appliance.v1',
  config: 'application/vnd.supermin.appliance.v1+json',
  file: 'application/vnd.supermin.appliance.file.v1',
};

export const TITLE = 'org.opencontainers.image.title';

/** SHA-256 of `{}`. */
export const CONFIG: Descriptor = {
  mediaType: TYPES.config,
  digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  size: 2,
};

/** A manifest as `push` makes it. */
export function artifactManifest(layers: readonly unknown[]) {
  return {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: TYPES.artifact,
    config: CONFIG as unknown,
    layers: layers as unknown,
  };
}

/** A layer of it. */
export function fileOf(name: unknown, blob: Partial<Descriptor> = {}): Record<string, unknown> {
  const digest = `sha256:${'1'.repeat(64)}`;
  return { mediaType: TYPES.file, digest, size: 5, annotations: { [TITLE]: name }, ...blob };
}
