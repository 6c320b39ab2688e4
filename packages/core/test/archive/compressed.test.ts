import { output } from '@supermin/test-support/programs';
import { afterEach, expect, it, vi } from 'vitest';
import { type CompressionMethod, compressed } from '../../src/archive/compressed.ts';
import { localHost } from '../../src/host/local-host.ts';

const context = { host: localHost(), signal: new AbortController().signal };
const ZSTD = { program: 'zstd', words: ['-q', '-c', '-3', '-T1'] };

async function* chunks() {
  for (let at = 0; at < 1000; at++) yield Buffer.from(`line ${at} `.repeat(at % 7));
}

async function bytesOf(method: CompressionMethod): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of compressed(chunks(), method, context)) parts.push(part);
  return Buffer.concat(parts);
}

afterEach(() => vi.unstubAllEnvs());

it.each<[string, CompressionMethod]>([
  ['gzip', { gzip: 1 }],
  ['zstd', ZSTD],
  ['xz', { program: 'xz', words: ['-q', '-z', '-c', '-3'] }],
])('what %s unpacks is what went in', async (program, method) => {
  const packed = await bytesOf(method);
  const plain = await bytesOf(undefined);
  expect(packed.length).toBeLessThan(plain.length);
  expect(output(program, ['-dc'], { input: packed })).toEqual(plain);
});

it('settings of the user do not change the result', async () => {
  const unset = { ...ZSTD, words: ['-q', '-c'] };
  const before = await bytesOf(unset);
  vi.stubEnv('ZSTD_CLEVEL', '19');
  expect(await bytesOf(unset)).toEqual(before);
});

it('a program that fails is an error', async () => {
  const failing = bytesOf({ program: 'zstd', words: ['--no-such-option'] });
  await expect(failing).rejects.toMatchObject({ code: 'PROGRAM_FAILED' });
});
