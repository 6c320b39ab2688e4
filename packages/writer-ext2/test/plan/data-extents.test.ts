import { describe, expect, it } from 'vitest';
import { file, hostFile, plan, symlink, treeOf } from '../support/trees.ts';

const BLOCK = 4096;

describe('data extents', () => {
  it('follow each other from file to file, in the order of the tree', () => {
    const { data, sources, dataBytes } = plan(
      treeOf({
        '/b/2': hostFile('/src/2', 5000),
        '/b/1': hostFile('/src/1', 100_000),
        '/a': hostFile('/src/a', 1),
        '/c': hostFile('/src/empty', 0),
        '/d': symlink('x'.repeat(100)),
      }),
    );
    expect(data.count).toBe(3);
    expect(sources).toEqual(
      ['a', '1', '2'].map((name) => ({ kind: 'path', path: `/src/${name}` })),
    );
    expect([...data.source]).toEqual([0, 1, 2]);
    expect([...data.sourceOffset]).toEqual([0, 0, 0]);
    expect([...data.length]).toEqual([1, 100_000, 5000]);
    const [first, second, third] = data.offset;
    expect(second! - first!).toBe(BLOCK);
    expect(third! - second!).toBe(25 * BLOCK);
    expect(dataBytes).toBe(105_001);
  });

  it('are cut only where a block group ends', () => {
    const size = 300 * 2 ** 20;
    const { data } = plan(treeOf({ '/large': hostFile('/src', size) }), '1G');
    expect(data.count).toBe(3);
    for (let extent = 1; extent < data.count; extent++) {
      const end = data.offset[extent - 1]! + data.length[extent - 1]!;
      expect(end % (32_768 * BLOCK)).toBe(0);
      expect(data.sourceOffset[extent]).toBe(
        data.sourceOffset[extent - 1]! + data.length[extent - 1]!,
      );
    }
    expect(data.length.reduce((sum, length) => sum + length)).toBe(size);
  });

  it('leave out the holes of a sparse file', () => {
    const sparse = hostFile('/src', 1e9, { sparse: true });
    const { data, freeBytes } = plan(treeOf({ '/s': sparse }), '16M', {
      dataRanges: new Map([[sparse, Float64Array.of(8192, 12_288, 999_999_000, 1e9)]]),
    });
    expect([...data.sourceOffset]).toEqual([8192, 999_997_440]);
    expect([...data.length]).toEqual([4096, 2560]);
    expect(data.offset[1]! - data.offset[0]!).toBe(BLOCK);
    expect(freeBytes).toBeGreaterThan(14e6);
  });

  it('copy a file with several names once', () => {
    const shared = file('shared');
    const { data, sources } = plan(treeOf({ '/a': shared, '/b': shared }));
    expect([data.count, sources.length]).toEqual([1, 1]);
  });
});
