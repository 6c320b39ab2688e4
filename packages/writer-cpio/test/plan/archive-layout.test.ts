import { directory, file, hostFile, symlink, treeOf } from '@supermin/test-support/trees';
import { expect, it } from 'vitest';
import { layOut } from '../../src/plan/archive-layout.ts';
import { planArchive } from '../../src/plan/archive-plan.ts';

it('covers the archive without a gap: headers in one shared memory, files between them', () => {
  const linked = hostFile('/host/linked', 7);
  const plan = planArchive(
    treeOf({
      '/a': hostFile('/host/a', 5_000_000),
      '/b': linked,
      '/c': linked,
      '/d': directory(),
      '/e': file('few bytes'),
      '/f': hostFile('/host/empty', 0),
      '/g': file(Buffer.alloc(100_000)),
      '/l': symlink('a'),
    }),
  );
  const { extents, sources, alignment } = layOut(plan);
  expect(alignment).toBe(1);
  let end = 0;
  for (let extent = 0; extent < extents.count; extent++) {
    expect(extents.offset[extent]).toBe(end);
    end += extents.length[extent]!;
  }
  expect(end).toBe(plan.length);
  expect(sources.map(({ kind }) => kind)).toEqual(['bytes', 'path', 'path', 'bytes']);
  expect(sources.slice(1, 3)).toEqual([
    { kind: 'path', path: '/host/a' },
    { kind: 'path', path: '/host/linked' },
  ]);
  const [headers] = sources;
  expect(headers?.kind === 'bytes' && headers.bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
});

/** What stands where: `headers` for memory, else the source's number, with its length. */
function layoutOf(nodes: Parameters<typeof treeOf>[0]) {
  const { extents, sources } = layOut(planArchive(treeOf(nodes)));
  const pieces = Array.from({ length: extents.count }, (_, extent) => ({
    source: extents.source[extent]!,
    from: extents.sourceOffset[extent]!,
    length: extents.length[extent]!,
  }));
  const [headers] = sources;
  if (headers?.kind !== 'bytes') throw new Error('the headers are not in memory');
  return { pieces, sources, memory: Buffer.from(headers.bytes) };
}

it('takes headers in their order, and each file from its beginning', () => {
  const { pieces } = layoutOf({ '/a': hostFile('/host/a', 5000), '/b': hostFile('/host/b', 7001) });
  // A header has 110 bytes, `.` or `a` and its NUL; 7001 bytes are filled up with three, the archive up to 12.5 KiB.
  expect(pieces).toEqual([
    { source: 0, from: 0, length: 224 },
    { source: 1, from: 0, length: 5000 },
    { source: 0, from: 224, length: 112 },
    { source: 2, from: 0, length: 7001 },
    { source: 0, from: 336, length: 12_800 - 224 - 5000 - 112 - 7001 },
  ]);
});

it('has room among the headers for content up to 16 KiB, and only for that', () => {
  const small = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [`/small${index}`, file(Buffer.alloc(16 << 10, 's'))]),
  );
  const { sources, memory } = layoutOf({ ...small, '/large': file(Buffer.alloc((16 << 10) + 1)) });
  expect(sources.map(({ kind }) => kind)).toEqual(['bytes', 'bytes']);
  expect(memory.toString('latin1').match(/s{16384}/g)).toHaveLength(50);
});

it('takes memory for headers, not for the files of the host', () => {
  const { memory } = layoutOf({ '/a': hostFile('/host/a', 5_000_000), '/l': symlink('a') });
  expect(memory.length).toBeLessThan(2048);
});

it('leaves content that is shorter than its size to the copying, which reports it', () => {
  const { sources } = layoutOf({ '/short': file('abc', { size: 4 }) });
  expect(sources).toHaveLength(2);
});

it('writes the bytes of a target as they are', () => {
  expect(layoutOf({ '/l': symlink('caf\xe9') }).memory.includes('caf\xe9', 0, 'latin1')).toBe(true);
});
