import { type Descriptor, isDescriptor } from '../oci/descriptor.ts';
import { ANNOTATIONS, MEDIA_TYPES } from '../oci/media-types.ts';
import { notPulled } from './errors.ts';
import { isFileName, MOST_BYTES, MOST_FILES } from './limits.ts';
import { APPLIANCE_TYPES } from './media-types.ts';

/** A file of an artifact: its name is a plain one. */
export interface ArtifactFile {
  name: string;
  blob: Descriptor;
}

/** Bytes of a configuration: it is `{}`. */
const MOST_CONFIG = 1024;

/**
 * What the manifest of an artifact says, if it is one of an appliance; nothing else has been looked at.
 *
 * @param name for messages
 * @throws SuperminError `ARTIFACT_REFUSED`
 */
export function readArtifactManifest(bytes: Buffer, name: string): ArtifactFile[] {
  const { mediaType = MEDIA_TYPES.manifest, config, layers } = parse(bytes, name);
  if (mediaType !== MEDIA_TYPES.manifest || !isConfig(config)) {
    throw notPulled(name, 'it is not an appliance');
  }
  if (!Array.isArray(layers) || layers.length === 0) throw notPulled(name, 'it has no files');
  if (layers.length > MOST_FILES) throw notPulled(name, `it has more than ${MOST_FILES} files`);
  const files = layers.map((blob) => fileOf(blob, name));
  const bytesOfAll = files.reduce((sum, { blob }) => sum + blob.size, 0);
  if (bytesOfAll > MOST_BYTES) {
    throw notPulled(name, `its files have more than ${MOST_BYTES} bytes`);
  }
  if (new Set(files.map((file) => file.name)).size < files.length) {
    throw notPulled(name, 'two of its files have the same name');
  }
  return files;
}

function isConfig(config: unknown): boolean {
  if (!isDescriptor(config)) return false;
  return config.mediaType === APPLIANCE_TYPES.config && config.size <= MOST_CONFIG;
}

function fileOf(blob: unknown, name: string): ArtifactFile {
  if (!isDescriptor(blob) || blob.mediaType !== APPLIANCE_TYPES.file) {
    throw notPulled(name, 'it has something else than files of an appliance');
  }
  const title: unknown = Object(blob.annotations)[ANNOTATIONS.title];
  if (typeof title !== 'string' || !isFileName(title)) {
    throw notPulled(name, 'one of its files has no name for a file of an appliance');
  }
  return { name: title, blob };
}

function parse(bytes: Buffer, name: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw notPulled(name, 'its manifest is not JSON');
  }
}
