import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { signersOf } from '../../../src/repository/release/keyring.ts';

const host = localHost(scratchDirectory({ 'etc/apt/trusted.gpg.d/b.asc': '', 'etc/x.asc': '' }));
const TRUSTED = ['/etc/apt/trusted.gpg', '/etc/apt/trusted.gpg.d/b.asc'];
const PRINT = 'aa8e'.repeat(10);
const source = { uri: 'http://a.example', suite: 's', components: ['main'] };

it.each<[string, readonly string[] | undefined, readonly string[], readonly string[] | undefined]>([
  ['nothing: all keys that apt trusts', undefined, TRUSTED, undefined],
  ['a file: its keys', ['/etc/x.asc'], ['/etc/x.asc'], undefined],
  ['a fingerprint: that key of those', [PRINT], TRUSTED, [PRINT.toUpperCase()]],
  ['a key alone, of a file', [`${PRINT}!`, '/k'], ['/k'], [`${PRINT.toUpperCase()}!`]],
])('Signed-By has %s', (_, signedBy, keyrings, only) => {
  expect(signersOf({ ...source, signedBy }, host)).toMatchObject({ keyrings, only });
});
