import { expect, it } from 'vitest';
import { addressPath } from '../../src/backend/address-path.ts';

it.each([
  ['pool/main/g/g++/g++_1~2.deb', 'pool/main/g/g++/g++_1~2.deb'],
  ['pool/a_1%3a2.deb', 'pool/a_1%253a2.deb'],
  ['a b#c?d', 'a%20b%23c%3Fd'],
])('%s is %s in an address', (path, address) => {
  expect(addressPath(path)).toBe(address);
  expect(decodeURIComponent(new URL(address, 'http://m/x/').pathname)).toBe(`/x/${path}`);
});
