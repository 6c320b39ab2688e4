import { expect, it } from 'vitest';
import { isDescriptor, sha256Digest, sha256Digits } from '../../src/oci/descriptor.ts';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

it('a digest is SHA-256, in hexadecimal', () => {
  expect(sha256Digest(new Uint8Array())).toBe(`sha256:${EMPTY}`);
  expect(sha256Digits(`sha256:${EMPTY}`)).toBe(EMPTY);
});

it.each([
  [EMPTY],
  [`sha256:${EMPTY.toUpperCase()}`],
  [`sha256:${EMPTY}/../x`],
  [`sha512:${EMPTY}`],
  [null],
  [{ length: 71 }],
])('%j is none', (digest) => {
  expect(sha256Digits(digest)).toBeUndefined();
});

const whole = { mediaType: 'text/plain', digest: `sha256:${EMPTY}`, size: 0 };

it.each([
  [whole, true],
  [{ ...whole, size: -1 }, false],
  [{ ...whole, size: 0.5 }, false],
  [{ ...whole, size: '0' }, false],
  [{ ...whole, mediaType: 1 }, false],
  [{ ...whole, digest: 'x' }, false],
  [null, false],
  ['x', false],
])('%j is a descriptor: %s', (value, expected) => {
  expect(isDescriptor(value)).toBe(expected);
});
