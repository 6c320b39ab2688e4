import { appendFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { copyPart } from '../../src/copy/copy-job.ts';
import { WRITE_BUFFER_SIZE } from '../../src/copy/write-buffer.ts';
import type { Content } from '../../src/tree/node.ts';

const MEBIBYTE = 2 ** 20;

/** Extents that follow each other: of each its length and the number of its source. */
function request(sources: readonly Content[], ...extents: [length: number, source: number][]) {
  const lengths = extents.map(([length]) => length);
  return {
    sources,
    alignment: 512,
    extents: {
      count: extents.length,
      offset: Float64Array.from(lengths.keys(), (at) =>
        lengths.slice(0, at).reduce((a, b) => a + b, 0),
      ),
      length: Float64Array.from(lengths),
      source: Uint32Array.from(extents.map(([, source]) => source)),
      sourceOffset: new Float64Array(extents.length),
    },
  };
}

const A: Content = { kind: 'path', path: '/a' };

describe('the job', () => {
  it('is for the file that is given, of the extents as they are', () => {
    const asked = request([A], [10, 0]);
    const { job, request: same } = copyPart(asked, 7);
    expect(same).toBe(asked);
    expect(job).toMatchObject({ fd: 7, alignment: 512, extents: asked.extents });
  });

  it('has batches of 4 MiB or a little more, never a part of an extent', () => {
    const first = (...mebibytes: number[]) => {
      const extents = mebibytes.map((each): [number, number] => [each * MEBIBYTE, 0]);
      return [...copyPart(request([A], ...extents), 0).job.firstExtent];
    };
    expect(first(1)).toEqual([0, 1]);
    expect(first(4, 1, 3, 1)).toEqual([0, 1, 3, 4]);
    expect(first(3, 3, 3)).toEqual([0, 2, 3]);
    expect(first(9, 9)).toEqual([0, 1, 2]);
    expect(first()).toEqual([0]);
  });

  it('has what another thread can read: paths, parts and shared memory', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(8));
    const sources: Content[] = [
      { kind: 'path', path: '/a' },
      { kind: 'path', path: '/caf\xe9' },
      { kind: 'part', path: '/b', offset: 5 },
      { kind: 'bytes', bytes: shared },
      { kind: 'bytes', bytes: shared.subarray(1) },
      { kind: 'bytes', bytes: new Uint8Array(8) },
      { kind: 'descriptor', fd: 3, offset: 0 },
    ];
    const [path, bytes, part, memory, ...others] = copyPart(request(sources), 0).job.sources;
    expect(String(path)).toBe('/a');
    expect(Buffer.from(bytes as Uint8Array).toString('latin1')).toBe('/caf\xe9');
    expect(part).toMatchObject({ offset: 5 });
    expect(String((part as { path: unknown }).path)).toBe('/b');
    expect(memory).toBe(shared.buffer);
    expect(others).toEqual([undefined, undefined, undefined]);
  });
});

describe('stamps', () => {
  /** Two extents of a file that is then written to. */
  function changed(...lengths: number[]) {
    const path = `${scratchDirectory({ file: 'x' })}/file`;
    const extents = lengths.map((length): [number, number] => [length, 0]);
    const { stamps } = copyPart(request([{ kind: 'path', path }], ...extents), 0);
    stamps.verify();
    appendFileSync(path, 'more');
    return () => stamps.verify();
  }

  it('are of files that take more than one piece to read, all extents together', () => {
    const refused = expect.objectContaining({ code: 'SOURCE_CHANGED' });
    expect(changed(WRITE_BUFFER_SIZE, 1)).toThrow(refused);
    expect(changed(1, WRITE_BUFFER_SIZE)).toThrow(refused);
    expect(changed(WRITE_BUFFER_SIZE - 1, 1)).not.toThrow();
  });

  it('are none of what is no file', () => {
    const bytes: Content = { kind: 'bytes', bytes: new Uint8Array(1) };
    expect(() =>
      copyPart(request([bytes], [2 * WRITE_BUFFER_SIZE, 0]), 0).stamps.verify(),
    ).not.toThrow();
  });
});
