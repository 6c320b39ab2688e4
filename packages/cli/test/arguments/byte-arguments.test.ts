import { expect, it } from 'vitest';
import { byteArguments } from '../../src/arguments/byte-arguments.ts';

it('has a character for each byte', () => {
  expect(byteArguments(['run', 'd\u00e9'])).toEqual(['run', 'd\xc3\xa9']);
});

it('believes the caller who set other arguments than the kernel knows', () => {
  expect(byteArguments(['run', 'a\ufffd'])).toEqual(['run', 'a\xef\xbf\xbd']);
});
