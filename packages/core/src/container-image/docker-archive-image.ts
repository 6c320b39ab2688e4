import { type ContainerImage, type PackedLayer, sha256 } from './container-image.ts';
import { imageDamaged, imageMissing, shown } from './errors.ts';
import { parseImageConfig, parseJson } from './image-config.ts';
import type { ImageFiles } from './image-files.ts';
import { type Choice, readDocument } from './layout-image.ts';
import { isFor, platformName } from './platform.ts';

/** What `manifest.json` says of one image. */
interface Entry {
  Config: string;
  RepoTags?: string[] | null;
  Layers: string[];
}

/** Where nobody says which registry. */
const PREFIXES = ['', 'docker.io/library/', 'docker.io/', 'localhost/'];

/**
 * An image of an archive that `docker save` or `podman save` wrote. Nothing says what the digest of the configuration is but its
 * name; layers are checked by the configuration.
 *
 * @throws SuperminError `IMAGE_MISSING`, `IMAGE_DAMAGED`; system errors
 */
export function dockerArchiveImage(
  files: ImageFiles,
  image: string,
  { tag, platform, strict }: Choice,
): ContainerImage {
  const { Config, Layers } = choose(entriesOf(files, image), tag, image);
  const bytes = readDocument(files, Config, image);
  const id = sha256(bytes);
  const [told] = /[0-9a-f]{64}/.exec(Config) ?? [];
  if (told !== undefined && told !== id) {
    throw imageDamaged(image, `${shown(Config)} is not what its digest says`);
  }
  const config = parseImageConfig(bytes, image);
  if (strict && !isFor(config, platform)) {
    const what = `no image for ${platformName(platform)} in it`;
    throw imageMissing(image, what, `there is: ${shown(platformName(config))}`);
  }
  if (Layers.length !== config.diffIds.length) {
    throw imageDamaged(
      image,
      `${Layers.length} layers, ${config.diffIds.length} in its configuration`,
    );
  }
  const layers = Layers.map((name, at): PackedLayer => {
    const size = files.size(name);
    if (size === undefined) throw imageDamaged(image, `${shown(name)} is missing`);
    const diffId = config.diffIds[at]!.slice('sha256:'.length);
    return { diffId, digest: undefined, size, open: () => files.stream(name) };
  });
  return { name: image, id, config, layers };
}

function entriesOf(files: ImageFiles, image: string): Entry[] {
  const bytes = readDocument(files, 'manifest.json', image);
  const entries = parseJson(bytes, 'manifest.json', image);
  if (Array.isArray(entries) && entries.every(isEntry)) return entries;
  throw imageDamaged(image, 'manifest.json does not list images, with Config and Layers');
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { Config, RepoTags, Layers } = value as Partial<Entry>;
  return typeof Config === 'string' && isTexts(Layers) && isTexts(RepoTags ?? []);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function choose(entries: readonly Entry[], tag: string | undefined, image: string): Entry {
  const names = new Set(PREFIXES.flatMap((prefix) => [prefix + tag, `${prefix}${tag}:latest`]));
  const found = entries.filter(
    ({ RepoTags }) => tag === undefined || (RepoTags ?? []).some((each) => names.has(each)),
  );
  if (found.length === 1) return found[0]!;
  const all = entries.flatMap(({ RepoTags }) => RepoTags ?? []);
  const hint =
    all.length === 0 ? undefined : `its images: ${all.slice(0, 10).map(shown).join(', ')}`;
  const what =
    found.length === 0 ? 'there is no such image in it' : 'there are several images in it';
  throw imageMissing(image, what, hint);
}
