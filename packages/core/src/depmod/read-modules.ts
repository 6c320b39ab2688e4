import { gunzipSync } from 'node:zlib';
import { compressionOfHead } from '../appliance/compression.ts';
import type { Host } from '../host/host.ts';
import { type BytePath, joinPath } from '../path/byte-path.ts';
import { type ModuleInfo, moduleInfo } from './module-info.ts';
import { splitModules } from './split-modules.ts';

const MODULE = /\.ko(?:\.(gz|xz|zst))?$/;

/** Programs that unpack several files, one behind the other. */
const PROGRAMS = { xz: 'xz', zst: 'zstd' } as const;

/**
 * What all modules of a modules directory say of themselves, by their paths in it, in byte order.
 *
 * @throws SuperminError `PROGRAM_MISSING`, `PROGRAM_FAILED`
 */
export async function readModules(
  host: Host,
  directory: BytePath,
  signal: AbortSignal,
): Promise<Map<BytePath, ModuleInfo>> {
  const found = new Map<BytePath, ModuleInfo>();
  const add = (path: BytePath, bytes: Buffer) => {
    const info = moduleInfo(bytes);
    if (info !== undefined) found.set(path, info);
  };
  const paths = modulePaths(host, directory);
  for (const ending of ['xz', 'zst'] as const) {
    const packed = paths.filter((path) => MODULE.exec(path)?.[1] === ending);
    if (packed.length === 0) continue;
    const input = packed.map((path) => host.readFile(joinPath(directory, path)));
    const unpacked = host.pipe(PROGRAMS[ending], ['-dc'], { input, signal });
    let number = 0;
    for await (const bytes of splitModules(unpacked)) add(packed[number++]!, bytes);
  }
  for (const path of paths) {
    if (/\.(xz|zst)$/.test(path)) continue;
    const bytes = host.readFile(joinPath(directory, path));
    add(path, compressionOfHead(bytes) === 'gzip' ? gunzipSync(bytes) : bytes);
  }
  return new Map(paths.flatMap((path) => (found.has(path) ? [[path, found.get(path)!]] : [])));
}

function modulePaths(host: Host, directory: BytePath): BytePath[] {
  const paths: BytePath[] = [];
  const walk = (below: BytePath) => {
    for (const name of host.readdir(joinPath(directory, below))) {
      const path = below === '' ? name : `${below}/${name}`;
      const type = host.lstat(joinPath(directory, path))?.type;
      if (type === 'directory') walk(path);
      else if (type === 'file' && MODULE.test(name)) paths.push(path);
    }
  };
  walk('');
  return paths;
}
