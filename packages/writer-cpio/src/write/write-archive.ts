import { type BytePath, Pacer, type WriterContext } from '@supermin/core';
import {
  compressed,
  type FileNode,
  SourceReader,
  SourceStamps,
  sourceOf,
  WRITE_BUFFER_SIZE,
} from '@supermin/core/writer';
import { NewcEncoder } from '@supermin/newc';
import { type Compression, METHODS } from '../compression.ts';
import { SOURCE_FAILURES } from '../errors.ts';
import type { ArchivePlan } from '../plan/archive-plan.ts';

/** What the work is done with, and who hears of it. */
export type WorkContext = Pick<WriterContext, 'host' | 'signal' | 'report'>;

/**
 * The archive that a plan describes, compressed as it is asked for: same plan, same bytes.
 *
 * @returns files that this user may not read: they are left out, with all their names
 * @throws SuperminError `CPIO_SOURCE_CHANGED`, `SOURCE_CHANGED`; as `compressed`
 */
export async function* archiveChunks(
  plan: ArchivePlan,
  compression: Compression,
  context: WorkContext,
): AsyncGenerator<Uint8Array, BytePath[]> {
  let unreadable: BytePath[] = [];
  const chunks = (async function* () {
    unreadable = yield* plainChunks(plan, context);
  })();
  yield* compressed(chunks, METHODS[compression], context);
  return unreadable;
}

/** In pieces, each in memory of its own. */
async function* plainChunks(
  plan: ArchivePlan,
  { signal, report }: WorkContext,
): AsyncGenerator<Uint8Array, BytePath[]> {
  const pacer = new Pacer(signal);
  const encoded: Uint8Array[] = [];
  const take = () => encoded.splice(0);
  const writeBuffer = Buffer.allocUnsafeSlow(WRITE_BUFFER_SIZE);
  const encoder = new NewcEncoder((chunk) => encoded.push(Buffer.from(chunk)));
  const sources = sourcesOf(plan);
  const reader = new SourceReader(
    [...sources.keys()].map(({ content }) => content),
    SOURCE_FAILURES,
  );
  const stamps = new SourceStamps();
  let done = 0;
  const rest = async () => {
    if (!pacer.due()) return;
    report({ kind: 'progress', done, total: plan.bytes, unit: 'bytes' });
    await pacer.rest();
  };
  try {
    for (const { node, entry } of plan.entries) {
      if (node.type === 'file') {
        const path = sourceOf(node.content);
        if (path !== undefined) stamps.note(path, node.size);
        if (!reader.select(sources.get(node)!)) continue;
        const size = encoder.begin(entry);
        for (let offset = 0; offset < size; offset += WRITE_BUFFER_SIZE) {
          const length = Math.min(WRITE_BUFFER_SIZE, size - offset);
          reader.read(writeBuffer, 0, length, offset);
          encoder.write(writeBuffer.subarray(0, length));
          yield* take();
          done += length;
          await rest();
        }
      } else if (node.type === 'symlink') encoder.add(entry, Buffer.from(node.target, 'latin1'));
      else encoder.begin(entry);
      yield* take();
      await rest();
    }
  } finally {
    reader.close();
  }
  stamps.verify();
  encoder.finish();
  yield* take();
  report({ kind: 'progress', done, total: done, unit: 'bytes' });
  return [...new Set(reader.unreadable)];
}

/** By file, its place in the list of sources. */
function sourcesOf({ entries }: ArchivePlan): Map<FileNode, number> {
  const sources = new Map<FileNode, number>();
  for (const { node } of entries) {
    if (node.type === 'file' && !sources.has(node)) sources.set(node, sources.size);
  }
  return sources;
}
