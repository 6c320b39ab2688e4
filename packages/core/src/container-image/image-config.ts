import type { Platform } from '../oci/platform.ts';
import { imageDamaged } from './errors.ts';

/** What an image says of itself: image-spec, config.md. Texts are Unicode, without NUL. */
export interface ImageConfig extends Platform {
  /** Of each layer, the lowest first, the digest of its archive as it is when decompressed. */
  diffIds: readonly string[];
  /** `NAME=VALUE`. */
  env: readonly string[];
  /** What comes before a command. */
  entrypoint: readonly string[];
  /** The command where none is given. */
  command: readonly string[];
  /** `NAME|UID[:GROUP|GID]`; empty for root. */
  user: string;
  /** Empty for `/`. */
  workingDirectory: string;
}

/** What JSON has in it, before anybody has looked. */
type Json = Readonly<Record<string, unknown>>;

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** As many as a system can be made of; engines take 127. */
const MOST_LAYERS = 1000;

/** @param image for messages @throws SuperminError `IMAGE_DAMAGED` */
export function parseImageConfig(bytes: Buffer, image: string): ImageConfig {
  const all = parseObject(bytes, 'the configuration', image);
  const rootfs = all.rootfs as Json | undefined;
  const diffIds = texts(rootfs?.diff_ids, 'diff_ids', image);
  if (!Array.isArray(rootfs?.diff_ids)) {
    throw imageDamaged(image, 'its configuration has no list of layers: no container image');
  }
  if (diffIds.some((id) => !DIGEST.test(id))) {
    throw imageDamaged(image, 'a layer of its configuration has no SHA-256 digest');
  }
  if (diffIds.length > MOST_LAYERS) throw imageDamaged(image, `more than ${MOST_LAYERS} layers`);
  const config = (all.config ?? {}) as Json;
  return {
    architecture: text(all.architecture, 'architecture', image),
    os: text(all.os, 'os', image) || 'linux',
    variant: text(all.variant, 'variant', image),
    diffIds,
    env: texts(config.Env, 'Env', image).filter((each) => each.indexOf('=') > 0),
    entrypoint: texts(config.Entrypoint, 'Entrypoint', image),
    command: texts(config.Cmd, 'Cmd', image),
    user: text(config.User, 'User', image),
    workingDirectory: text(config.WorkingDir, 'WorkingDir', image),
  };
}

/** @param what it is, for messages @throws SuperminError `IMAGE_DAMAGED` */
export function parseObject(bytes: Buffer, what: string, image: string): Json {
  const value = parseJson(bytes, what, image);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw imageDamaged(image, `${what} is not an object of JSON`);
}

/** See `parseObject`. */
export function parseJson(bytes: Buffer, what: string, image: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw imageDamaged(image, `${what} is not JSON`);
  }
}

function text(value: unknown, name: string, image: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' && !value.includes('\0')) return value;
  throw imageDamaged(image, `${name} of its configuration is not a text`);
}

function texts(value: unknown, name: string, image: string): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((each) => text(each, name, image));
  throw imageDamaged(image, `${name} of its configuration is not a list`);
}
