import { expect, test } from 'vitest';
import { InodeNumbers } from '../../src/encode/inode-numbers.ts';

test('numbers from 1; names of one file share theirs, the last one is told', () => {
  const numbers = new InodeNumbers();
  const key = {};
  expect(numbers.fresh()).toBe(1);
  expect(numbers.link(key, 3, 'a')).toEqual({ ino: 2, last: false });
  expect(numbers.fresh()).toBe(3);
  expect(numbers.link(key, 3, 'b')).toEqual({ ino: 2, last: false });
  expect(numbers.link(key, 3, 'c')).toEqual({ ino: 2, last: true });
  numbers.finish();
});

test('a file whose names did not all come', () => {
  const numbers = new InodeNumbers();
  numbers.link('x', 2, 'a');
  expect(() => numbers.finish()).toThrow('a: 2 hard links were announced, 1 came');
});
