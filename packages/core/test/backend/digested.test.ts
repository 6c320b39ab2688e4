import { expect, it } from 'vitest';
import { digested } from '../../src/backend/digested.ts';

it('gives the chunks as they are, and tells their digest when the last one was taken', async () => {
  const said: string[] = [];
  async function* chunks() {
    yield Buffer.from('ab');
    yield Buffer.from('c');
  }
  const taken: string[] = [];
  for await (const chunk of digested(chunks(), 'md5', (digest) => said.push(digest))) {
    expect(said).toEqual([]);
    taken.push(Buffer.from(chunk).toString());
  }
  expect(taken).toEqual(['ab', 'c']);
  // md5sum(1)'s of "abc".
  expect(said).toEqual(['900150983cd24fb0d6963f7d28e17f72']);
});
