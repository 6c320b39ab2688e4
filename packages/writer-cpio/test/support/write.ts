import type { FileTree } from '@supermin/core/writer';
import { contextOf } from '@supermin/test-support/writers';
import { type Compression, parseCompression } from '../../src/compression.ts';
import { planArchive } from '../../src/plan/archive-plan.ts';
import { writeInitramfs } from '../../src/write/write-initramfs.ts';

/** Writes a tree as an archive; returns what could not be read. */
export function write(tree: FileTree, path: string, compress?: Compression): Promise<string[]> {
  return writeInitramfs(planArchive(tree), path, {
    ...contextOf(),
    compression: parseCompression(compress),
  });
}
