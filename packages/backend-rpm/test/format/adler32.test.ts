import { expect, it } from 'vitest';
import { adler32 } from '../../src/format/adler32.ts';

// As zlib has them.
it.each([
  ['nothing', '', 1],
  ['a word', 'Wikipedia', 0x11e60398],
  ['more than fits the sums at once', '\u00ff'.repeat(20_000), 0x9f51d664],
])('sums up %s', (_, text, sum) => {
  expect(adler32(Buffer.from(text, 'latin1'))).toBe(sum);
});
