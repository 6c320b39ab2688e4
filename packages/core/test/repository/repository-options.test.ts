import { expect, it } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';
import { contextOf, repositoryOf } from '../../src/repository/repository-options.ts';
import { backendOf } from '../support/repository.ts';

const BACKEND = backendOf(() => Promise.reject(new Error('not asked')));
const OPTIONS = { backend: BACKEND, cacheDirectory: '/cache' };

it('what everything has in common that downloads has defaults', () => {
  const context = contextOf(OPTIONS);
  expect(context).toMatchObject({ cacheDirectory: '/cache', mirrors: [], host: { root: '/' } });
  expect(context.signal.aborted).toBe(false);
  expect(context.report({ kind: 'message', level: 1, text: 'x' })).toBeUndefined();
});

it('what everything has in common that downloads is kept', () => {
  const given = {
    ...{ cacheDirectory: '/cache', mirrors: ['http://a.example'], host: localHost('/x') },
    ...{ signal: AbortSignal.abort(), report: () => {} },
  };
  expect(contextOf({ backend: BACKEND, ...given })).toEqual(given);
});

it('without a cache, or a backend that reads repositories, nothing is downloaded', () => {
  expect(() => contextOf({ ...OPTIONS, cacheDirectory: undefined })).toThrow(
    expect.objectContaining({ code: 'CACHE_MISSING' }),
  );
  expect(repositoryOf(OPTIONS)).toBe(BACKEND.repository);
  expect(() =>
    repositoryOf({ ...OPTIONS, backend: { ...BACKEND, repository: undefined } }),
  ).toThrow(
    expect.objectContaining({
      code: 'REPOSITORY_UNSUPPORTED',
      message: "the backend 'fake' does not read repositories",
    }),
  );
});
