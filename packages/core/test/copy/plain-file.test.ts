import { expect, it } from 'vitest';
import { isPlainFile } from '../../src/copy/plain-file.ts';
import type { Content, FileNode } from '../../src/tree/node.ts';

it('a file of the host, whole, in which nobody has to look for holes', () => {
  const file = (content: Content, sparse?: boolean): FileNode => ({
    ...{ type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0, size: 1, content },
    ...(sparse === undefined ? {} : { sparse }),
  });
  const path: Content = { kind: 'path', path: '/a' };
  expect(isPlainFile(file(path))).toBe(true);
  expect(isPlainFile(file(path, false))).toBe(true);
  expect(isPlainFile(file(path, true))).toBe(false);
  expect(isPlainFile(file({ kind: 'part', path: '/a', offset: 0 }))).toBe(false);
  expect(isPlainFile(file({ kind: 'bytes', bytes: new Uint8Array(1) }))).toBe(false);
});
