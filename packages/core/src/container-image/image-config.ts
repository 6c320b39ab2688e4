import type { Platform } from '../oci/platform.ts';
import { imageDamaged, imageUnsupported } from './errors.ts';

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

/** Bytes of a text that is no part of a command: PATH_MAX of Linux, without the NUL. */
const LONGEST_TEXT = 4095;

/** Bytes of command and environment, as Linux counts them with the largest stack that is usual: a NUL and a pointer with each. */
const MOST_ARGUMENTS = 2 << 20;

/** @param image for messages @throws SuperminError `IMAGE_DAMAGED`, `IMAGE_UNSUPPORTED` (more than Linux takes) */
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
  const command = commandOf(config, image);
  return {
    architecture: text(all.architecture, 'architecture', image),
    os: text(all.os, 'os', image) || 'linux',
    variant: text(all.variant, 'variant', image),
    diffIds,
    ...command,
    user: text(config.User, 'User', image),
    workingDirectory: text(config.WorkingDir, 'WorkingDir', image),
  };
}

function commandOf(
  config: Json,
  image: string,
): Pick<ImageConfig, 'env' | 'entrypoint' | 'command'> {
  const all = (['Env', 'Entrypoint', 'Cmd'] as const).map((name) =>
    texts(config[name], name, image),
  );
  let bytes = 0;
  for (const each of all.flat()) bytes += Buffer.byteLength(each) + 1 + 8;
  if (bytes > MOST_ARGUMENTS) {
    const what = `Env, Entrypoint and Cmd of its configuration have more than ${MOST_ARGUMENTS} bytes`;
    throw imageUnsupported(image, what, TOO_LONG);
  }
  const [env = [], entrypoint = [], command = []] = all;
  return { env: env.filter((each) => each.indexOf('=') > 0), entrypoint, command };
}

/** For errors. */
const TOO_LONG = 'Linux takes no more; report it to those who made the image';

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
  const found = anyText(value, name, image);
  if (Buffer.byteLength(found) <= LONGEST_TEXT) return found;
  const what = `${name} of its configuration has more than ${LONGEST_TEXT} bytes`;
  throw imageUnsupported(image, what, TOO_LONG);
}

function anyText(value: unknown, name: string, image: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' && !value.includes('\0')) return value;
  throw imageDamaged(image, `${name} of its configuration is not a text`);
}

function texts(value: unknown, name: string, image: string): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((each) => anyText(each, name, image));
  throw imageDamaged(image, `${name} of its configuration is not a list`);
}
