import { machine } from 'node:os';
import { type Descriptor, isDescriptor } from '../oci/descriptor.ts';
import { DOCUMENT_LIMIT } from '../oci/layout.ts';
import type { BytePath } from '../path/byte-path.ts';
import { lastLine } from './complaint.ts';
import { imageFetchFailed } from './errors.ts';
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

/**
 * Bytes of the largest blob of an image, as its manifest has them: a registry may send more.
 *
 * @param source `docker://NAME`
 * @returns undefined if the manifest does not tell
 * @throws SuperminError `PROGRAM_MISSING`, `IMAGE_FETCH`; the signal's reason
 */
export async function largestBlob(source: string, copy: ImageFetch): Promise<number | undefined> {
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
  return blobs.length === 0 ? undefined : Math.max(...blobs.map(({ size }) => size));
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
  try {
    return (JSON.parse(stdout.toString('utf8')) ?? {}) as Json;
  } catch {
    return {};
  }
}

function descriptors(value: unknown): Descriptor[] {
  return Array.isArray(value) ? value.filter(isDescriptor) : [];
}
