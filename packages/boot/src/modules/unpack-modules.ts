import { lstatSync, readFileSync, writeFileSync } from 'node:fs';
import * as zlib from 'node:zlib';
import {
  type BytePath,
  type CallContext,
  joinPath,
  Pacer,
  systemErrorCode,
  toSystemPath,
  withTemporaryDirectory,
} from '@supermin/core';
import { moduleDamaged } from '../errors/modules.ts';
import { isWholeModule, packingOf } from './module-file.ts';

/** A module is some MB at most; what claims to be more is damaged. */
const LARGEST_MODULE = 512 * 1024 * 1024;

export interface UnpackContext extends Pick<CallContext, 'host' | 'signal'> {
  /** An existing directory, absolute, for a directory of packed modules that lives as long as the call. */
  temporaryDirectory: BytePath;
}

export interface UnpackedModules {
  /** Path as given → the ELF image, in the order given. */
  images: Map<BytePath, Buffer>;
  /** Modules that are not there, and those that may not be read. */
  missing: BytePath[];
  unreadable: BytePath[];
}

type Unpack = (packed: Buffer, options: zlib.ZlibOptions) => Buffer;

/** Node has zstd since 22.15. */
const unpackZstd = (zlib as { zstdDecompressSync?: Unpack }).zstdDecompressSync;

/**
 * Reads kernel modules and unpacks them, known by their content. For xz and (before Node 22.15) zstd their own programs
 * are run, once for all modules: a process for each takes ten times as long. All images are held in memory: for
 * all modules of a kernel call it for some hundred at a time.
 *
 * @param paths as seen inside the host root
 * @throws SuperminError `MODULE_DAMAGED` naming the first module that is no module or cannot be unpacked
 */
export async function unpackModules(
  paths: readonly BytePath[],
  context: UnpackContext,
): Promise<UnpackedModules> {
  const pacer = new Pacer(context.signal);
  const result: UnpackedModules = { images: new Map(), missing: [], unreadable: [] };
  const packed = { xz: new Map<BytePath, Buffer>(), zstd: new Map<BytePath, Buffer>() };
  for (const path of paths) {
    if (pacer.due()) await pacer.rest();
    const bytes = readModule(path, context, result);
    if (bytes === undefined) continue;
    // The place is taken now, to keep the order.
    result.images.set(path, bytes);
    const packing = packingOf(bytes);
    if (packing === 'gzip') result.images.set(path, unpack(path, bytes, zlib.gunzipSync));
    else if (packing === 'zstd' && unpackZstd) {
      result.images.set(path, unpack(path, bytes, unpackZstd));
    } else if (packing === 'xz' || packing === 'zstd') packed[packing].set(path, bytes);
  }
  for (const program of ['xz', 'zstd'] as const) {
    if (packed[program].size === 0) continue;
    for (const [path, image] of await unpackBy(program, packed[program], context)) {
      result.images.set(path, image);
    }
  }
  for (const [path, image] of result.images) if (!isWholeModule(image)) throw moduleDamaged(path);
  return result;
}

function readModule(
  path: BytePath,
  { host }: UnpackContext,
  { missing, unreadable }: UnpackedModules,
): Buffer | undefined {
  try {
    return host.readFile(path);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') missing.push(path);
    else if (code === 'EACCES' || code === 'EPERM') unreadable.push(path);
    else throw error;
    return undefined;
  }
}

function unpack(path: BytePath, packed: Buffer, by: Unpack): Buffer {
  try {
    return by(packed, { maxOutputLength: LARGEST_MODULE });
  } catch (error) {
    throw moduleDamaged(path, error);
  }
}

/** One run of `xz -d` or `zstd -d` over copies of all; both delete a packed file only when all is well. */
function unpackBy(
  program: 'xz' | 'zstd',
  modules: ReadonlyMap<BytePath, Buffer>,
  { host, signal, temporaryDirectory }: UnpackContext,
): Promise<Map<BytePath, Buffer>> {
  const suffix = program === 'xz' ? '.xz' : '.zst';
  return withTemporaryDirectory(temporaryDirectory, async (directory) => {
    const files = [...modules].map(([path, bytes], i) => {
      const name = `${i}.ko`;
      writeFileSync(toSystemPath(joinPath(directory, name + suffix)), bytes);
      return { path, name };
    });
    const names = files.map(({ name }) => name + suffix);
    // --rm: xz does so by itself.
    const args = ['-d', '-q', ...(program === 'zstd' ? ['--rm'] : []), '--', ...names];
    const { status } = await host.run(program, args, { cwd: directory, signal });
    const images = new Map<BytePath, Buffer>();
    for (const { path, name } of files) {
      const file = toSystemPath(joinPath(directory, name));
      const leftOver = toSystemPath(joinPath(directory, name + suffix));
      const size = lstatSync(file, { throwIfNoEntry: false })?.size;
      const whole = size !== undefined && size <= LARGEST_MODULE;
      const failed = status !== 0 && lstatSync(leftOver, { throwIfNoEntry: false }) !== undefined;
      if (!whole || failed) throw moduleDamaged(path);
      images.set(path, readFileSync(file));
    }
    return images;
  });
}
