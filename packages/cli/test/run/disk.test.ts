import { expect, it } from 'vitest';
import { parseDisk } from '../../src/run/disk.ts';

it.each([
  ['a.img', 'a.img', false],
  ['a.img:ro', 'a.img', true],
  ['a.img:rw', 'a.img', false],
  ['a:b', 'a:b', false],
  ['a:ro:rw', 'a:ro', false],
])('%s', (text, file, readOnly) => {
  expect(parseDisk(text)).toEqual({ file, readOnly });
});
