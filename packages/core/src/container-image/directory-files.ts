import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { systemErrorCode } from '../errors/supermin-error.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { imageDamaged, imageMissing } from './errors.ts';
import { chunksOf, type ImageFiles } from './image-files.ts';

/** A link could lead to any file of this machine, and opening a fifo would wait for its other end. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * The files of an image layout in a directory. No link is followed below it, neither as a file nor on the way to one.
 *
 * @param image for messages
 */
export function directoryFiles(directory: BytePath, image: string): ImageFiles {
  const use = <T>(name: string, work: (fd: number, size: number) => T): T | undefined => {
    const fd = open(directory, name, image);
    if (fd === undefined) return undefined;
    try {
      const stats = fstatSync(fd);
      if (!stats.isFile()) throw imageDamaged(image, `${name} is not a regular file`);
      return work(fd, stats.size);
    } finally {
      closeSync(fd);
    }
  };
  const size = (name: string) => use(name, (_, bytes) => bytes);
  return {
    size,
    read: (name, limit) =>
      use(name, (fd, bytes) => readWhole(fd, Math.min(bytes, limit))) ?? missing(image, name),
    async *stream(name) {
      const fd = open(directory, name, image) ?? missing(image, name);
      try {
        const stats = fstatSync(fd);
        if (!stats.isFile()) throw imageDamaged(image, `${name} is not a regular file`);
        yield* chunksOf(stats.size, (buffer, at) => readSync(fd, buffer, 0, buffer.length, at));
      } finally {
        closeSync(fd);
      }
    },
    close: () => {},
  };
}

export function missing(image: string, name: string): never {
  throw imageMissing(image, `there is no ${name} in it`);
}

function open(directory: BytePath, name: string, image: string): number | undefined {
  let path = directory;
  const names = name.split('/');
  for (const component of names.slice(0, -1)) {
    path = joinPath(path, component);
    const stats = lstatSync(toSystemPath(path), { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (!stats.isDirectory()) throw imageDamaged(image, `${component} is not a directory`);
  }
  try {
    return openSync(toSystemPath(joinPath(path, names.at(-1)!)), FLAGS);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'ELOOP') throw imageDamaged(image, `${name} is a link`);
    throw error;
  }
}

function readWhole(fd: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let done = 0;
  for (let count = -1; count !== 0 && done < size; done += count) {
    count = readSync(fd, bytes, done, size - done, done);
  }
  return bytes.subarray(0, done);
}
