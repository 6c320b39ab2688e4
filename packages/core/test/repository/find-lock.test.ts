import { chmodSync, readFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { expect, it } from 'vitest';
import { findLock } from '../../src/repository/find-lock.ts';
import { encodeLock } from '../../src/repository/lock.ts';
import { lockOf } from '../support/repository.ts';

const LOCK = lockOf(Buffer.from('package'));

it('the lock among the inputs is known by what is in it', () => {
  const directory = scratchDirectory({ packages: 'a\n', empty: '', 'any-name': encodeLock(LOCK) });
  expect(findLock([directory])).toEqual({ ...LOCK, kernel: undefined });
  expect(findLock([`${directory}/packages`, `${directory}/empty`])).toBeUndefined();
  expect(findLock([])).toBeUndefined();
});

it('two locks are one too many; both are named', () => {
  const directory = scratchDirectory({ a: encodeLock(LOCK), b: encodeLock(LOCK) });
  expect(() => findLock([directory])).toThrow(
    expect.objectContaining({
      code: 'LOCK_SEVERAL',
      message: expect.stringContaining(`${directory}/a, ${directory}/b`),
    }),
  );
});

it('a lock that is cut off is named', () => {
  const directory = scratchDirectory({ x: encodeLock(LOCK).slice(0, -9) });
  expect(() => findLock([directory])).toThrow(
    expect.objectContaining({
      code: 'LOCK_DAMAGED',
      message: expect.stringMatching(`^${directory}/x: truncated or corrupt`),
    }),
  );
});

it.each([
  ['empty', ''],
  ['null', 'null'],
  ['zeros', '\0'.repeat(600)],
  ['a list of packages', 'bash\n'],
])('a lock.json that is no lock is damaged, not left out: %s', (_, content) => {
  const directory = scratchDirectory({ packages: 'bash\n', 'lock.json': content });
  expect(() => findLock([directory])).toThrow(
    expect.objectContaining({
      code: 'LOCK_DAMAGED',
      message: expect.stringMatching(`^${directory}/lock.json: truncated or corrupt`),
    }),
  );
});

it.skipIf(IS_ROOT)('what cannot be read is left to who reads it', () => {
  const directory = scratchDirectory({ x: encodeLock(LOCK) });
  chmodSync(`${directory}/x`, 0);
  expect(() => readFileSync(`${directory}/x`)).toThrow('EACCES');
  expect(findLock([directory])).toBeUndefined();
});
