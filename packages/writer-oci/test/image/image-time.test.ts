import { directory, file, treeOf } from '@supermin/test-support/trees';
import { expect, it } from 'vitest';
import { imageTime } from '../../src/image/image-time.ts';

const TREE = { '/a': file('x', { mtime: 1_600_000_000.9 }), '/d': directory({ mtime: 1.8e9 }) };

it('is the time of the newest file, in whole seconds', () => {
  expect(imageTime(treeOf(TREE), undefined)).toBe('2020-09-13T12:26:40Z');
});

it.each([
  [1, '1970-01-01T00:00:01Z'],
  [-5, '1970-01-01T00:00:00Z'],
  [1e15, '9999-12-31T23:59:59Z'],
])('is SOURCE_DATE_EPOCH: %d', (epoch, expected) => {
  expect(imageTime(treeOf(TREE), epoch)).toBe(expected);
});
