import { archive, type Member } from '@supermin/test-support/archive';
import { describe, expect, it } from 'vitest';
import { isHeader, sizeOf } from '../../../src/archive/tar/header.ts';
import { plainFlag, plainHeader, plainSize } from '../../../src/archive/tar/plain-header.ts';

function header(name: string, more: Partial<Member> = {}): Buffer {
  return archive([{ name, ...more }]).subarray(0, 512);
}

describe('plainSize', () => {
  it('is that of a file, and 0 for what has no content', () => {
    const headers = [header('f', { content: 'abc' }), header('d/', { type: '5' })];
    expect(headers.map(plainSize)).toEqual([3, 0]);
  });

  it.each<[string, Buffer]>([
    ['a directory that only its slash tells', header('d/', { content: 'abc' })],
    ['one with a slash at the end of the field', header(`${'d'.repeat(99)}/`)],
    ['a directory with content', header('d/', { type: '5', content: 'abc' })],
    ['a link with a size', header('l', { type: '1', content: 'abc' })],
    ['a type of another format', header('x', { type: 'S' })],
    ['a binary time', header('x', { fields: { mtime: '\xff'.repeat(12) } })],
    ['a binary size', header('x', { fields: { size: `\x80${'\0'.repeat(10)}\x01` } })],
    ['a name that has two sums', header('caf\xe9')],
    ['a block of zeros', Buffer.alloc(512)],
    ['a part of a block', header('x').subarray(0, 200)],
  ])('has none for %s', (_, block) => {
    expect(plainSize(block)).toBeUndefined();
  });
});

it.each([
  ['0', 'd/', '5'],
  ['\0', 'd/', '5'],
  ['7', 'f', '0'],
  ['S', 'f', '0'],
  // What GNU tar makes a file of.
  ['S', 'd/', '0'],
  ['D', 'd', '5'],
  ['2', 'l/', '2'],
  ['V', 'x', '?'],
])('type %j of %s is plain %s', (flag, name, plain) => {
  expect(plainFlag(flag, name)).toBe(plain);
});

it.each([0, 1, 2 ** 33 - 1, 2 ** 33, 2 ** 50])('a plain header has the size %d', (size) => {
  const block = plainHeader(header('name'), '0', size);
  expect([sizeOf(block), isHeader(block)]).toEqual([size, true]);
});
