import { machine } from 'node:os';
import { type Descriptor, isDescriptor } from '../oci/descriptor.ts';
import { DOCUMENT_LIMIT } from '../oci/layout.ts';
import type { BytePath } from '../path/byte-path.ts';
import { lastLine } from './complaint.ts';
import { imageFetchFailed, imageUnsupported } from './errors.ts';
import type { ImageContext } from './image-options.ts';
import { isFor, wantedPlatform } from './platform.ts';

export interface ImageFetch {
  /** For messages. */
  image: string;
  /** The new layout's directory. */
  layout: BytePath;
  context: Pick<ImageContext, 'arch' | 'insecure' | 'host' | 'signal'>;
}

/** Images of an index for one platform: variants of a processor. */
const MOST_IMAGES = 8;

const SCHEMA_1 = "a manifest of Docker's schema 1, which tells no sizes";
const PUSH_AGAIN = 'push the image once more, with a newer Docker, podman or skopeo';

/**
 * Bytes of the largest blob of an image, as its manifest has them: a registry may send more.
 *
 * @param source `docker://NAME`
 * @returns 0 for a manifest that has none: skopeo will refuse it
 * @throws SuperminError `PROGRAM_MISSING`, `IMAGE_FETCH`, `IMAGE_UNSUPPORTED`; the signal's reason
 */
export async function largestBlob(source: string, copy: ImageFetch): Promise<number> {
  const top = await document(source, copy);
  const platform = wantedPlatform(copy.context.arch ?? machine());
  const images = descriptors(top.manifests).filter(
    (each) => each.platform === undefined || isFor(each.platform, platform),
  );
  const repository = source.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const manifests = [top];
  for (const { digest } of images.slice(0, MOST_IMAGES)) {
    manifests.push(await document(`${repository}@${digest}`, copy));
  }
  const blobs = manifests.flatMap(({ config, layers }) => [
    ...descriptors([config]),
    ...descriptors(layers),
  ]);
  return Math.max(0, ...blobs.map(({ size }) => size));
}

type Json = Readonly<Record<string, unknown>>;

/** A manifest or an index; of what is no JSON, which skopeo will refuse, nothing. */
async function document(source: string, { image, layout, context }: ImageFetch): Promise<Json> {
  const tls = context.insecure ? ['--tls-verify=false'] : [];
  const { status, stdout, stderr } = await context.host.run(
    'skopeo',
    ['inspect', '--raw', ...tls, source],
    { cwd: layout, signal: context.signal, package: 'skopeo', limit: DOCUMENT_LIMIT + 1 },
  );
  if (status !== 0) throw imageFetchFailed(image, lastLine(stderr));
  const manifest = parse(stdout.toString('utf8'));
  // Without them nothing could be cut off; Docker itself takes it no more.
  if (manifest.schemaVersion === 1) throw imageUnsupported(image, SCHEMA_1, PUSH_AGAIN);
  return manifest;
}

function parse(text: string): Json {
  try {
    return (JSON.parse(text) ?? {}) as Json;
  } catch {
    return {};
  }
}

function descriptors(value: unknown): Descriptor[] {
  return Array.isArray(value) ? value.filter(isDescriptor) : [];
}
