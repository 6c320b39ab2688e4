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

/** Of images in all indexes together. */
const MOST_IMAGES = 20_000;

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

/** What the images of a layout are for, each once: `linux/arm64`. @throws as `layoutImage` */
export function layoutPlatforms(files: ImageFiles, image: string): string[] {
  return new LayoutReader(files, image).platforms();
}

type Json = Readonly<Record<string, unknown>>;

class LayoutReader {
  #indexes = 0;
  #images = 0;

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
    if (found.length === 1) return this.#manifestOf(found[0]!);
    if (found.length > 1)
      throw imageMissing(this.name, 'there are several images in it', tagsHint(all));
    const others = this.#fitting(tagged, undefined);
    if (others.length === 1 && !strict) return this.#manifestOf(others[0]!);
    throw notFor(
      this.name,
      platform,
      others.map((each) => platformName(each.platform ?? {})),
    );
  }

  platforms(): string[] {
    const all = this.#descriptors(this.#own('index.json').manifests, 'index.json');
    const names = this.#fitting(all, undefined).map((each) => platformName(each.platform ?? {}));
    return [...new Set(names)].sort();
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
    // One that has been unpacked before need not be there any more.
    const isThere = this.files.size(file) !== undefined;
    if (isThere) this.#checkSize(file, size);
    return {
      ...{ diffId: sha256Digits(diffId)!, digest: sha256Digits(digest), size: isThere ? size : 0 },
      open: () => {
        this.#checkSize(file, size);
        return this.files.stream(file);
      },
    };
  }

  /** Descriptors of the manifests, also behind indexes, that are for the platform, or for any. No manifest is read. */
  #fitting(all: readonly Descriptor[], wanted: Platform | undefined): Found[] {
    this.#indexes = 0;
    this.#images = 0;
    const found = new Map<string, Found>();
    this.#collect(all, wanted, found);
    return [...found.values()];
  }

  /** @param found by digest: what stands in two places is one image */
  #collect(
    all: readonly Descriptor[],
    wanted: Platform | undefined,
    found: Map<string, Found>,
  ): void {
    for (const descriptor of all) {
      const { platform, mediaType, digest, size } = descriptor;
      if (++this.#images > MOST_IMAGES) throw imageDamaged(this.name, 'too many images in it');
      if (!isUsable(platform, wanted)) continue;
      if (mediaType === MEDIA_TYPES.manifest || mediaType === MEDIA_TYPES.dockerManifest) {
        found.set(digest, { mediaType, digest, size, platform });
      } else if (mediaType === MEDIA_TYPES.index || mediaType === MEDIA_TYPES.dockerIndex) {
        if (++this.#indexes > MOST_INDEXES) throw imageDamaged(this.name, 'too many indexes in it');
        const index = parseObject(this.#blob(descriptor), 'an index', this.name);
        this.#collect(this.#descriptors(index.manifests, 'an index'), wanted, found);
      }
    }
  }

  #manifestOf(found: Found): Json {
    return parseObject(this.#blob(found), 'a manifest', this.name);
  }

  #descriptors(value: unknown, where: string): Descriptor[] {
    if (Array.isArray(value) && value.every(isDescriptor)) return value;
    throw imageDamaged(this.name, `${where} lists something without type, size and SHA-256 digest`);
  }

  #own(name: string): Json {
    return parseObject(this.#limited(name), name, this.name);
  }

  /** A document, checked. */
  #blob({ digest, size }: Pick<Descriptor, 'digest' | 'size'>): Buffer {
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

interface Found extends Pick<Descriptor, 'mediaType' | 'digest' | 'size'> {
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
