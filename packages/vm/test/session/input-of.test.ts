import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { inputOf } from '../../src/session/input-of.ts';

it('text and bytes become a stream of them', async () => {
  expect((await buffer(inputOf('é')!)).toString('hex')).toBe('c3a9');
  expect((await buffer(inputOf(Uint8Array.of(0xff, 0))!)).toString('hex')).toBe('ff00');
});

it('a stream is itself, and nothing is empty', () => {
  const stream = new PassThrough();
  expect(inputOf(stream)).toBe(stream);
  expect(inputOf(null)).toBeNull();
  expect(inputOf(undefined)).toBeNull();
});
