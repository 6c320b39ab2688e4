import { type BytePath, type Host, isOutOfFiles, systemErrorCode } from '@supermin/core';
import { type Content, readContent } from '@supermin/core/writer';
import { findArchitecture } from '../guest/architecture.ts';
import { otherArchitecture } from './image-architecture.ts';
import { imageVersion, VERSION_READ_SIZE } from './image-version.ts';

/** What a look at a kernel image tells. */
export interface KernelImage {
  /** Bytes; undefined if this user may not know. */
  size: number | undefined;
  /** The version that it tells of itself. */
  version: string | undefined;
  /** May this user read it? Ubuntu's kernels are root's alone. */
  readable: boolean;
}

/**
 * Looks at a file that may be a kernel; a sentence part (`there is no such file`) where it cannot be one.
 *
 * @param cpu what it is to boot on
 */
export function inspectImage(host: Host, path: BytePath, cpu: string): KernelImage | string {
  let size: number | undefined;
  try {
    const status = host.stat(path);
    if (status === undefined) return 'there is no such file';
    if (status.type !== 'file') return 'it is not a regular file';
    size = status.size;
    const head = readHead(host.open(path));
    const other = otherArchitecture(head, findArchitecture(cpu));
    if (other !== undefined) return `it is a kernel for ${other}`;
    return { size, version: imageVersion(head), readable: true };
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined || isOutOfFiles(error)) throw error;
    if (code === 'EACCES' || code === 'EPERM') return { size, version: undefined, readable: false };
    return `it cannot be read (${code})`;
  }
}

/** The first bytes, as many as the search for a version takes. */
export function readHead(content: Content): Buffer {
  return readContent(content, 0, VERSION_READ_SIZE);
}
