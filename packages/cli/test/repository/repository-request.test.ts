import type { Backend } from '@supermin/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { configureRequest } from '../../src/repository/configure-request.ts';
import { fromOf, lockOptions, repositoryRequest } from '../../src/repository/repository-request.ts';
import { contextOf, ownPlaces } from '../support/in-process.ts';

let places: ReturnType<typeof ownPlaces>;

beforeEach(() => {
  places = ownPlaces();
});
afterEach(() => void vi.unstubAllEnvs());

const prepare = (...options: string[]) => contextOf('prepare', ...options, 'bash', '-o', 'd');

it('--from: files get absolute paths, distributions stay as they are, even where a time has a slash in it', () => {
  expect(fromOf(prepare())).toEqual([]);
  const words = ['debian:bookworm', 'e/my.sources', '/abs.repo', 'host', 'fedora:40@2024/06/01'];
  expect(fromOf(prepare(...words.map((word) => `--from=${word}`)))).toEqual([
    ...['debian:bookworm', `${process.cwd()}/e/my.sources`, '/abs.repo', 'host'],
    'fedora:40@2024/06/01',
  ]);
});

it('what downloads has the mirrors of the distribution, the cache, and who is told', () => {
  const backend = {} as Backend;
  const context = prepare('--mirror', 'http://m.example');
  expect(repositoryRequest(context, backend, ['debian:sid'])).toEqual({
    ...{ backend, signal: context.signal, report: context.report, environment: process.env },
    ...{ cacheDirectory: places.cache, mirrors: ['http://m.example'] },
  });
  vi.stubEnv('SUPERMIN_MIRROR_DEBIAN', 'http://v.example');
  expect(repositoryRequest(prepare(), backend, ['debian:sid']).mirrors).toEqual([
    'http://v.example',
  ]);
});

it('a new lock has what options ask for', () => {
  expect(lockOptions(prepare())).toEqual({ arch: undefined, weak: false, configure: false });
  expect(lockOptions(prepare('--from=host', '--arch', 'arm64'))).toMatchObject({ arch: 'arm64' });
  expect(lockOptions(prepare('--weak'))).toMatchObject({ weak: true, configure: false });
  expect(lockOptions(prepare('--from=host', '--configure'))).toMatchObject({
    weak: false,
    configure: true,
  });
});

it('--configure has a time limit and a network if they are asked for', () => {
  const build = (...options: string[]) =>
    configureRequest(contextOf('build', '-f', 'ext2', '-o', 'd', ...options, 'in'));
  expect(build()).toBe(false);
  expect(build('--configure')).toEqual({ timeout: undefined, network: false });
  expect(build('--configure', '--configure-timeout=2h', '--net')).toEqual({
    ...{ timeout: 7200, network: true },
  });
});
