import { expect, it } from 'vitest';
import { fileBytes } from '../../src/plan/file-bytes.ts';
import { file, symlink, treeOf } from '../support/trees.ts';

it('adds up the files of all directories', () => {
  expect(fileBytes(treeOf({}))).toBe(0);
  const shared = file('12345');
  const tree = treeOf({ '/a': shared, '/d/e/b': shared, '/d/c': file('1'), '/l': symlink('a') });
  expect(fileBytes(tree)).toBe(11);
});
