import { type Descriptor, isDescriptor, sha256Digits } from '../oci/descriptor.ts';
import { DOCUMENT_LIMIT } from '../oci/layout.ts';
import { ANNOTATIONS, MEDIA_TYPES } from '../oci/media-types.ts';
import type { Platform } from '../oci/platform.ts';
import { type ContainerImage, type PackedLayer, sha256 } from './container-image.ts';
import { imageDamaged, imageMissing, imageUnsupported, shown } from './errors.ts';
import { parseImageConfig, parseObject } from './image-config.ts';
import type { ImageFiles } from './image-files.ts';
import { isFor, platformName } from './platform.ts';

/** An index of indexes of indexes is as deep as anybody has seen. */
const MOST_INDEXES = 32;

export interface Choice {
  /** In the layout's index. */
  tag: string | undefined;
  /** What the image has to be for. */
  platform: Platform;
  /** Whether the user said so: what fits nothing else is taken if there is only that. */
  strict: boolean;
}

/**
 * The image that an OCI layout has under a tag, for a platform. Manifest and configuration are checked by their digests, layers by
 * whoever reads them.
 *
 * @throws SuperminError `IMAGE_MISSING`, `IMAGE_DAMAGED`, `IMAGE_UNSUPPORTED`; system errors
 */
export function layoutImage(files: ImageFiles, image: string, choice: Choice): ContainerImage {
  const layout = new LayoutReader(files, image);
  const manifest = layout.manifest(choice);
  return layout.image(manifest, choice);
}

type Json = Readonly<Record<string, unknown>>;

class LayoutReader {
  #indexes = 0;

  constructor(
    private readonly files: ImageFiles,
    private readonly name: string,
  ) {}

  manifest({ tag, platform, strict }: Choice): Json {
    const index = this.#own('index.json');
    const version = this.#own('oci-layout').imageLayoutVersion;
    if (!/^1\./.test(String(version))) throw imageDamaged(this.name, 'oci-layout has no version 1');
    const all = this.#descriptors(index.manifests, 'index.json');
    const tagged = tag === undefined ? all : all.filter((each) => tagsOf(each).includes(tag));
    if (tagged.length === 0) {
      throw imageMissing(this.name, 'there is no such image in it', tagsHint(all));
    }
    const found = this.#fitting(tagged, platform);
    if (found.length === 1) return found[0]!.manifest;
    if (found.length > 1)
      throw imageMissing(this.name, 'there are several images in it', tagsHint(all));
    const others = this.#fitting(tagged, undefined);
    if (others.length === 1 && !strict) return others[0]!.manifest;
    throw notFor(
      this.name,
      platform,
      others.map((each) => platformName(each.platform ?? {})),
    );
  }

  image(manifest: Json, { platform, strict }: Choice): ContainerImage {
    const { name } = this;
    if (!isDescriptor(manifest.config) || !Array.isArray(manifest.layers)) {
      throw imageDamaged(name, 'its manifest has no configuration and layers');
    }
    const bytes = this.#blob(manifest.config);
    const config = parseImageConfig(bytes, name);
    if (strict && !isFor(config, platform)) throw notFor(name, platform, [platformName(config)]);
    const layers = this.#descriptors(manifest.layers, 'its manifest');
    if (layers.length !== config.diffIds.length) {
      throw imageDamaged(
        name,
        `${layers.length} layers, ${config.diffIds.length} in its configuration`,
      );
    }
    return {
      ...{ name, config, id: sha256(bytes) },
      layers: layers.map((layer, at) => this.#layer(layer, config.diffIds[at]!)),
    };
  }

  #layer({ mediaType, digest, size }: Descriptor, diffId: string): PackedLayer {
    if (!/\.tar(?:$|[.+](?:gzip|zstd)$)/.test(mediaType)) {
      throw imageUnsupported(this.name, `a layer of the kind ${shown(mediaType)}`);
    }
    const file = blobName(digest);
    return {
      ...{ diffId: sha256Digits(diffId)!, digest: sha256Digits(digest), size },
      open: () => {
        this.#checkSize(file, size);
        return this.files.stream(file);
      },
    };
  }

  /** Those of the manifests, also behind indexes, that are for the platform, or for any. */
  #fitting(all: readonly Descriptor[], wanted: Platform | undefined): Found[] {
    return all.flatMap((descriptor) => {
      const { platform, mediaType } = descriptor;
      if (!isUsable(platform, wanted)) return [];
      if (mediaType === MEDIA_TYPES.manifest || mediaType === MEDIA_TYPES.dockerManifest) {
        const manifest = parseObject(this.#blob(descriptor), 'a manifest', this.name);
        return [{ manifest, platform }];
      }
      if (mediaType !== MEDIA_TYPES.index && mediaType !== MEDIA_TYPES.dockerIndex) return [];
      if (++this.#indexes > MOST_INDEXES) throw imageDamaged(this.name, 'too many indexes in it');
      const index = parseObject(this.#blob(descriptor), 'an index', this.name);
      return this.#fitting(this.#descriptors(index.manifests, 'an index'), wanted);
    });
  }

  #descriptors(value: unknown, where: string): Descriptor[] {
    if (Array.isArray(value) && value.every(isDescriptor)) return value;
    throw imageDamaged(this.name, `${where} lists something without type, size and SHA-256 digest`);
  }

  #own(name: string): Json {
    return parseObject(this.#limited(name), name, this.name);
  }

  /** A document, checked. */
  #blob({ digest, size }: Descriptor): Buffer {
    const file = blobName(digest);
    this.#checkSize(file, size);
    const bytes = this.#limited(file);
    if (sha256(bytes) === sha256Digits(digest)) return bytes;
    throw imageDamaged(this.name, `${file} is not what its digest says`);
  }

  #checkSize(file: string, size: number): void {
    const found = this.files.size(file);
    if (found === undefined) throw imageDamaged(this.name, `${file} is missing`);
    if (found !== size) throw imageDamaged(this.name, `${file} has ${found} bytes, not ${size}`);
  }

  #limited(file: string): Buffer {
    return readDocument(this.files, file, this.name);
  }
}

interface Found {
  manifest: Json;
  platform: Platform | undefined;
}

/** @throws SuperminError `IMAGE_DAMAGED` for more than 4 MiB, the limit of registries; `IMAGE_MISSING`; system errors */
export function readDocument(files: ImageFiles, file: string, image: string): Buffer {
  const size = files.size(file);
  if (size === undefined) throw imageMissing(image, `there is no ${shown(file)} in it`);
  if (size > DOCUMENT_LIMIT) {
    throw imageDamaged(image, `${shown(file)} has ${size} bytes: there may be ${DOCUMENT_LIMIT}`);
  }
  return files.read(file, DOCUMENT_LIMIT);
}

function blobName(digest: string): string {
  return `blobs/sha256/${sha256Digits(digest)!}`;
}

/** Attestations beside an image are for the platform `unknown`. */
function isUsable(platform: Partial<Platform> | undefined, wanted: Platform | undefined): boolean {
  if (typeof platform !== 'object' || platform === null) return true;
  return wanted === undefined ? platform.architecture !== 'unknown' : isFor(platform, wanted);
}

function tagsOf({ annotations }: Descriptor): unknown[] {
  return [annotations?.[ANNOTATIONS.tag], annotations?.['io.containerd.image.name']];
}

function tagsHint(all: readonly Descriptor[]): string | undefined {
  const tags = all.map((each) => tagsOf(each)[0]).filter((tag) => typeof tag === 'string');
  return tags.length === 0 ? undefined : `its tags: ${tags.slice(0, 10).map(shown).join(', ')}`;
}

function notFor(image: string, wanted: Platform, there: readonly string[]): Error {
  const what = `no image for ${platformName(wanted)} in it`;
  if (there.length === 0) return imageMissing(image, what);
  return imageMissing(
    image,
    what,
    `there are: ${there.slice(0, 20).map(shown).join(', ')}; see --arch`,
  );
}
