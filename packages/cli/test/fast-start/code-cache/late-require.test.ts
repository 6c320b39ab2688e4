import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { lateRequire } from '../../../src/fast-start/code-cache/late-require.ts';

const require = createRequire(import.meta.url);

it('loads a module when something of it is used', () => {
  const loaded: string[] = [];
  const spy = Object.assign((name: string) => {
    loaded.push(name);
    return require(name);
  }, require);
  const late = lateRequire(spy);
  const zlib = late('zlib') as typeof import('node:zlib');
  expect(loaded).toEqual([]);
  expect(zlib.gunzipSync(zlib.gzipSync('text')).toString()).toBe('text');
  expect(new Set(loaded)).toEqual(new Set(['zlib']));
  expect('gunzipSync' in zlib).toBe(true);
});

it('what is there anyway is handed on as it is', () => {
  const require = () => 'it';
  expect(lateRequire(require as unknown as NodeJS.Require)('fs')).toBe('it');
});

it('a copy of the own properties over the same prototype, as esbuild makes of a namespace, has everything', () => {
  const os = lateRequire(require)('os') as typeof import('node:os');
  const copy = Object.create(Object.getPrototypeOf(os)) as typeof os;
  expect(Object.getOwnPropertyNames(os)).toEqual([]);
  expect(copy.EOL).toBe('\n');
});
