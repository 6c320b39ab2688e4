import type { Descriptor, ImageLayout, ImageManifest, Platform } from '@supermin/core/oci';
import { MEDIA_TYPES } from '@supermin/core/oci';
import type { WrittenLayer } from '../layers/write-layer.ts';
import type { Start } from './entrypoint.ts';

/** What an image is besides its layers. */
export interface ImageParts {
  layers: readonly WrittenLayer[];
  /** Of each layer, for the history. */
  titles: readonly string[];
  platform: Platform;
  /** RFC 3339. */
  created: string;
  config: Start & { Env?: readonly string[]; WorkingDir?: string };
  annotations: Readonly<Record<string, string>>;
}

/** Writes configuration and manifest of an image, image-spec config.md and manifest.md; the manifest's descriptor. */
export function writeImage(layout: ImageLayout, parts: ImageParts): Descriptor {
  const { layers, titles, platform, created, config, annotations } = parts;
  const { architecture, os, variant } = platform;
  const configuration = layout.putJson(MEDIA_TYPES.config, {
    created,
    architecture,
    ...(variant === undefined ? {} : { variant }),
    os,
    config,
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: titles.map((title) => ({ created, created_by: `supermin: ${title}` })),
  });
  const manifest: ImageManifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.manifest,
    config: configuration,
    layers: layers.map(({ descriptor }) => descriptor),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
  return { ...layout.putJson(MEDIA_TYPES.manifest, manifest), platform };
}
