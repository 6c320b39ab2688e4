import { localHost, type WriterContext } from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';
import { type Compression, parseCompression } from '../../src/compression.ts';
import { planArchive } from '../../src/plan/archive-plan.ts';
import { writeInitramfs } from '../../src/write/write-initramfs.ts';

export function contextOf(
  options: WriterContext['options'] = {},
  more: Partial<WriterContext> = {},
): WriterContext & { warnings: string[] } {
  const warnings: string[] = [];
  return {
    ...{ host: localHost(), signal: new AbortController().signal },
    ...{ environment: {}, cpu: 'x86_64', copyKernel: false, options, warnings },
    report: (event) => {
      if (event.kind === 'warning') warnings.push(event.text);
    },
    ...more,
  };
}

/** Writes a tree as an archive; returns what could not be read. */
export function write(tree: FileTree, path: string, compress?: Compression): Promise<string[]> {
  return writeInitramfs(planArchive(tree), path, {
    ...contextOf(),
    compression: parseCompression(compress),
  });
}
