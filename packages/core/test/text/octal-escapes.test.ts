import { expect, it } from 'vitest';
import { withoutOctalEscapes } from '../../src/text/octal-escapes.ts';

it('gives the bytes that stand as three octal digits, and leaves the rest', () => {
  expect(withoutOctalEscapes('a\\040b\\012\\303\\251\\134')).toBe('a b\n\xc3\xa9\\');
  expect(withoutOctalEscapes('\\04 \\089 \\n')).toBe('\\04 \\089 \\n');
});
