import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {
  attempt,
  type BytePath,
  isOwn,
  isOwnDirectory,
  joinPath,
  ownDirectory,
  toSystemPath,
} from '@supermin/core';

/** Other versions' files, and what is left of dead processes, go after this many milliseconds. */
const KEPT = 30 * 24 * 3600 * 1000;

/** Below the user's cache directory. */
const DIRECTORY = 'code';

/** Bytes of a CRC-32, at the end. */
const CHECKSUM = 4;

/**
 * A file of code that V8 has compiled, in the user's own cache. What is read is run: only what nobody else can have written is
 * believed. Nothing here is an error; without the file the code is compiled once more.
 *
 * For Node 20, which has no `module.enableCompileCache`: when that version goes, so does this directory.
 */
export class CodeCache {
  /**
   * @param cache the user's cache directory
   * @param name of the file: all that its content follows from
   */
  constructor(
    private readonly cache: BytePath,
    private readonly name: string,
  ) {}

  read(): Buffer | undefined {
    return attempt(() => {
      if (!isOwnDirectory(this.cache, DIRECTORY)) return undefined;
      const file = joinPath(joinPath(this.cache, DIRECTORY), this.name);
      const descriptor = openSync(toSystemPath(file), constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        const stats = fstatSync(descriptor);
        return stats.isFile() && isOwn(stats) ? unsealed(readFileSync(descriptor)) : undefined;
      } finally {
        closeSync(descriptor);
      }
    });
  }

  /** Several processes may do so at a time; each file is whole, or not there. */
  write(content: Uint8Array): void {
    attempt(() => {
      const directory = ownDirectory(this.cache, DIRECTORY);
      const file = joinPath(directory, this.name);
      const temporary = toSystemPath(`${file}.${process.pid}`);
      try {
        removeOld(directory);
        writeWhole(temporary, sealed(content));
        renameSync(temporary, toSystemPath(file));
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    });
  }
}

function removeOld(directory: BytePath): void {
  for (const name of readdirSync(toSystemPath(directory), { encoding: 'latin1' })) {
    const path = toSystemPath(joinPath(directory, name));
    const time = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - time > KEPT) rmSync(path, { force: true });
  }
}

/** V8 does not look whether all bytes are as they were, and falls over those that are not. */
function sealed(content: Uint8Array): Uint8Array {
  return Buffer.concat([content, checksum(content)]);
}

function unsealed(bytes: Buffer): Buffer | undefined {
  const content = bytes.subarray(0, -CHECKSUM);
  return checksum(content).equals(bytes.subarray(-CHECKSUM)) ? content : undefined;
}

/** @throws in Node 22.0 and 22.1, which have none */
function checksum(content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(CHECKSUM);
  bytes.writeUInt32LE(process.getBuiltinModule('node:zlib').crc32(content));
  return bytes;
}

/** On the disk before the name is. */
function writeWhole(path: string | Buffer, content: Uint8Array): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const descriptor = openSync(path, flags, 0o600);
  try {
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
