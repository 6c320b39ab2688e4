import { type FileNode, FileTree } from '@supermin/core/writer';
import { describe, expect, it } from 'vitest';
import { FilePortions } from '../../src/image/file-portions.ts';

const COMMON = { type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0 } as const;
const onHost = (size: number): FileNode => ({
  ...{ ...COMMON, size, content: { kind: 'path', path: '/host/file' } },
});
const inMemory = (): FileNode => ({
  ...{ ...COMMON, size: 1, content: { kind: 'bytes', bytes: Buffer.of(1) } },
});

describe('FilePortions', () => {
  it('gives files as they come, whenever there are enough of them, each once', () => {
    const [one, two, three] = [onHost(1), onHost(2), onHost(3)];
    const tree = new FileTree();
    const portions = new FilePortions({ bytes: 1000, files: 2 });
    tree.put('/b', one);
    tree.put('/a', one);
    expect(portions.next(tree)).toBeUndefined();
    tree.put('/d/x', two);
    tree.put('/c', three);
    expect(portions.next(tree)).toEqual([one, two]);
    expect(portions.next(tree)).toBeUndefined();
    expect(portions.rest()).toEqual([three]);
    expect(portions.rest()).toEqual([]);
  });

  it('counts bytes, too', () => {
    const tree = new FileTree();
    const portions = new FilePortions({ bytes: 100, files: 1000 });
    tree.put('/a', onHost(60));
    tree.put('/b', onHost(39));
    expect(portions.next(tree)).toBeUndefined();
    tree.put('/c', onHost(1));
    tree.put('/d', onHost(99));
    expect(portions.next(tree)).toHaveLength(3);
    expect(portions.next(tree)).toBeUndefined();
  });

  it('leaves out what is known, and what only the first thread can copy', () => {
    const [known, sparse, plain] = [onHost(1), { ...onHost(1), sparse: true }, onHost(1)];
    const tree = new FileTree();
    for (const [n, node] of [known, inMemory(), sparse, plain].entries()) tree.put(`/${n}`, node);
    const portions = new FilePortions({ bytes: 1000, files: 1 }, [known]);
    expect(portions.next(tree)).toEqual([plain]);
    expect(portions.next(tree)).toBeUndefined();
  });
});
