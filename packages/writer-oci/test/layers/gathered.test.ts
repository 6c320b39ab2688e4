import { expect, it } from 'vitest';
import { gathered } from '../../src/layers/gathered.ts';

async function* pieces(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

it.each([
  [[], []],
  [[''], []],
  [
    ['a', 'b', 'cd', 'e'],
    ['abc', 'de'],
  ],
  [['abcdefg'], ['abc', 'def', 'g']],
  [
    ['ab', 'cdef'],
    ['abc', 'def'],
  ],
])('%j in pieces of three: %j', async (texts, expected) => {
  const found: Uint8Array[] = [];
  for await (const piece of gathered(pieces(...texts), 3)) found.push(piece);
  expect(found.map((piece) => Buffer.from(piece).toString())).toEqual(expected);
});
