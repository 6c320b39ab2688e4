import { expect, it } from 'vitest';
import type { Backend, OpenOptions } from '../../src/plugin/contract.ts';
import { openDatabase } from '../../src/plugin/open-database.ts';

const CONTEXT = {} as OpenOptions;

function failing(error: unknown): Backend {
  return {
    name: 'test',
    freshness: () => [],
    open: () => Promise.reject(error),
  } as unknown as Backend;
}

it('a database that this user may not read is said to be closed', async () => {
  const error = Object.assign(new Error('EACCES'), {
    ...{ code: 'EACCES', errno: -13, syscall: 'open', path: '/var/lib/dpkg/status' },
  });
  await expect(openDatabase(failing(error), CONTEXT)).rejects.toMatchObject({
    code: 'DATABASE_CLOSED',
    message: '/var/lib/dpkg/status: the package database is closed to this user',
    hint: expect.stringContaining('root'),
    cause: error,
  });
});

it('any other error is as the backend threw it', async () => {
  const error = new Error('damaged');
  await expect(openDatabase(() => Promise.resolve(failing(error)), CONTEXT)).rejects.toBe(error);
});
