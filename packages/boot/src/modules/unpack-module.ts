import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type BytePath, type CallContext, displayPath, SuperminError } from '@supermin/core';

/** A module is some MB at most; what claims to be more is damaged. */
const LARGEST_MODULE = 512 * 1024 * 1024;

/**
 * The module's ELF image, unpacked as its name says: `.ko`, `.ko.gz`, `.ko.xz`, `.ko.zst`.
 *
 * @throws SuperminError `MODULE_DAMAGED`: better at build time than a VM that does not find its disk
 */
export async function unpackModule(
  path: BytePath,
  { host, signal }: Pick<CallContext, 'host' | 'signal'>,
): Promise<Buffer> {
  const packed = host.readFile(path);
  if (path.endsWith('.ko')) return checked(packed, path);
  if (path.endsWith('.gz')) return checked(await inflate(packed, path), path);
  const program = path.endsWith('.xz') ? 'xz' : 'zstd';
  const { status, stdout } = await host.run(program, ['-dc'], {
    input: packed,
    limit: LARGEST_MODULE,
    signal,
  });
  if (status !== 0) throw damaged(path);
  return checked(stdout, path);
}

async function inflate(packed: Buffer, path: BytePath): Promise<Buffer> {
  try {
    return await promisify(gunzip)(packed, { maxOutputLength: LARGEST_MODULE });
  } catch (error) {
    throw damaged(path, error);
  }
}

function checked(module: Buffer, path: BytePath): Buffer {
  if (module.toString('latin1', 0, 4) !== '\x7fELF') throw damaged(path);
  return module;
}

function damaged(path: BytePath, cause?: unknown): SuperminError {
  return new SuperminError('MODULE_DAMAGED', `${displayPath(path)}: the kernel module is damaged`, {
    hint: 'install the kernel package again, or choose another kernel with --kernel',
    cause,
  });
}
