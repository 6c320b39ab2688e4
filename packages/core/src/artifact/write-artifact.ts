import { statSync } from 'node:fs';
import type { Descriptor } from '../oci/descriptor.ts';
import type { ImageLayout } from '../oci/layout.ts';
import { ANNOTATIONS, MEDIA_TYPES } from '../oci/media-types.ts';
import { type BytePath, baseName, toSystemPath } from '../path/byte-path.ts';
import { streamContent } from '../tree/content.ts';
import { notPushed } from './errors.ts';
import { APPLIANCE_TYPES } from './media-types.ts';

/**
 * Writes files of an appliance as an artifact into a new layout, the manifest last. Nothing is in it but their names and their bytes,
 * so the same files have the same digest, whoever has them and whenever.
 *
 * @param files in byte order
 * @param tag what the manifest is called in the layout
 * @returns the manifest's
 * @throws SuperminError `ARTIFACT_FILE`; system errors
 */
export async function writeArtifact(
  layout: ImageLayout,
  files: readonly BytePath[],
  tag: string,
): Promise<Descriptor> {
  const layers: Descriptor[] = [];
  for (const file of files) {
    const { size } = statSync(toSystemPath(file));
    const chunks = streamContent({ kind: 'path', path: file }, size);
    const blob = await layout.putStream(APPLIANCE_TYPES.file, chunks);
    if (blob.size !== size) throw notPushed(file, 'it changed while it was read');
    layers.push({ ...blob, annotations: { [ANNOTATIONS.title]: baseName(file) } });
  }
  const manifest = layout.putJson(MEDIA_TYPES.manifest, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.manifest,
    artifactType: APPLIANCE_TYPES.artifact,
    config: layout.putJson(APPLIANCE_TYPES.config, {}),
    layers,
  });
  layout.writeIndex([{ ...manifest, annotations: { [ANNOTATIONS.tag]: tag } }]);
  return manifest;
}
