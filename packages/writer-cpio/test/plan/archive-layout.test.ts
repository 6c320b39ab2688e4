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
