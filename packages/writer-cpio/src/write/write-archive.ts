import { type BytePath, type FileNode, Pacer, type Report, type TreeNode } from '@supermin/core';
import { NewcEncoder } from '@supermin/newc';
import type { ArchivePlan } from '../plan/archive-plan.ts';
import { ContentReader, nameOf } from './content-reader.ts';
import { type Output, SLAB_SIZE } from './output.ts';

/**
 * Writes the archive that a plan describes: same plan, same bytes.
 *
 * @returns files that this user may not read: they are left out, with all their names
 * @throws SuperminError `CPIO_SOURCE_CHANGED`; what `output` throws
 */
export async function writeArchive(
  plan: ArchivePlan,
  output: Output,
  { signal, report }: { signal: AbortSignal; report: Report },
): Promise<BytePath[]> {
  const pacer = new Pacer(signal);
  const encoder = new NewcEncoder((chunk) => output.write(chunk));
  const unreadable = new Set<TreeNode>();
  let done = 0;
  const rest = async () => {
    await output.ready();
    if (!pacer.due()) return;
    report({ kind: 'progress', done, total: plan.bytes, unit: 'bytes' });
    await pacer.rest();
  };
  for (const { node, entry } of plan.entries) {
    if (node.type === 'file') {
      if (unreadable.has(node)) continue;
      const reader = ContentReader.open(node);
      if (reader === undefined) {
        unreadable.add(node);
        continue;
      }
      try {
        const size = encoder.begin(entry);
        for (let offset = 0; offset < size; offset += SLAB_SIZE) {
          const length = Math.min(SLAB_SIZE, size - offset);
          const slab = await output.slab();
          reader.read(slab, length, offset);
          encoder.write(slab.subarray(0, length));
          done += length;
          await rest();
        }
      } finally {
        reader.close();
      }
    } else if (node.type === 'symlink') encoder.add(entry, Buffer.from(node.target, 'latin1'));
    else encoder.begin(entry);
    await rest();
  }
  encoder.finish();
  await output.finish();
  report({ kind: 'progress', done, total: done, unit: 'bytes' });
  return [...unreadable].map((node) => nameOf(node as FileNode));
}
