import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { allDone } from '../../src/copy/batches.ts';
import { copyBatches } from '../../src/copy/copy-batches.ts';
import { copyPart } from '../../src/copy/copy-job.ts';
import type { Content } from '../../src/tree/node.ts';

/** What the second thread writes of two bytes of each source, from the second byte on. */
function copied(...sources: Content[]): { text: string; done: boolean } {
  const file = `${scratchDirectory()}/copy`;
  const fd = openSync(file, 'wx+');
  const numbers = sources.map((_, index) => index);
  const extents = {
    count: sources.length,
    offset: Float64Array.from(numbers, (index) => index * 4),
    length: Float64Array.from(numbers, () => 2),
    source: Uint32Array.from(numbers),
    sourceOffset: Float64Array.from(numbers, () => 1),
  };
  const { job } = copyPart({ extents, sources, alignment: 4 }, fd);
  copyBatches(job);
  closeSync(fd);
  return { text: readFileSync(file, 'latin1').replaceAll('\0', '.'), done: allDone(job.batches) };
}

describe('copyBatches', () => {
  it('copies files, parts of files, and shared memory', () => {
    const path = `${scratchDirectory()}/archive`;
    writeFileSync(path, '0123456789');
    const bytes = new Uint8Array(new SharedArrayBuffer(4)).fill(0x61);
    const { text, done } = copied(
      { kind: 'path', path },
      { kind: 'part', path, offset: 5 },
      { kind: 'bytes', bytes },
    );
    expect(text).toBe('12..67..aa..');
    expect(done).toBe(true);
  });

  it('leaves a part that is not there to the first thread', () => {
    const path = `${scratchDirectory()}/archive`;
    writeFileSync(path, '0123456789');
    expect(copied({ kind: 'part', path, offset: 8 }).done).toBe(false);
  });
});
