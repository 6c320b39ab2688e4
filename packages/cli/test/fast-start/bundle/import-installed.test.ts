import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it, vi } from 'vitest';
import { BUNDLED } from '../../../src/fast-start/bundle/build/packages.ts';
import { CLIENT_MODULES } from '../../../src/fast-start/bundle/client-modules.ts';
import {
  importInstalled,
  installedModule,
} from '../../../src/fast-start/bundle/import-installed.ts';
import { MODULES } from '../../../src/fast-start/bundle/modules.ts';

const CODE = 'export const from = "the installed file";';

function installed(code: string): { file: string; bundled: Parameters<typeof importInstalled>[2] } {
  const file = join(
    scratchDirectory({ 'package.json': '{"type":"module"}', 'index.js': code }),
    'index.js',
  );
  const digest = createHash('sha256').update(CODE).digest('hex');
  const bundled = {
    modules: { own: async () => ({ from: 'the bundle' }) },
    digests: { own: digest },
  };
  return { file, bundled };
}

it('a file that is the bundled one is not imported', async () => {
  const { file, bundled } = installed(CODE);
  expect(await importInstalled('own', file, bundled)).toEqual({ from: 'the bundle' });
});

it('any other file is', async () => {
  const { file, bundled } = installed(CODE.replace('file', 'FILE'));
  expect(await importInstalled('own', file, bundled)).toMatchObject({ from: 'the installed FILE' });
});

it.each(['stranger', 'constructor', '__proto__'])('and so is the same file of %s', async (name) => {
  const { file, bundled } = installed(CODE);
  expect(await importInstalled(name, file, bundled)).toMatchObject({ from: 'the installed file' });
});

it('an installed package is found as an import would find it', () => {
  const exports = { '.': { default: './dist/index.js' }, './part': { default: './dist/part.js' } };
  const manifest = { name: '@s/p', exports };
  const top = scratchDirectory({
    'node_modules/@s/p/package.json': JSON.stringify(manifest),
    'node_modules/@s/p/dist/index.js': '',
    'node_modules/@s/p/dist/part.js': '',
    'elsewhere/@s/q/package.json': '{"main":"index.js"}',
    'elsewhere/@s/q/index.js': '',
  });
  const from = join(top, 'node_modules/@s/cli/dist/command.cjs');
  expect(installedModule('@s/p', from)).toBe(join(top, 'node_modules/@s/p/dist/index.js'));
  expect(installedModule('@s/p/part', from)).toBe(join(top, 'node_modules/@s/p/dist/part.js'));
  vi.stubEnv('NODE_PATH', join(top, 'elsewhere'));
  expect(installedModule('@s/q', from)).toBeUndefined();
  vi.unstubAllEnvs();
});

it('what the build takes digests of is what the bundle holds', () => {
  const held = [...Object.keys(MODULES), ...Object.keys(CLIENT_MODULES)];
  expect(held.sort()).toEqual([...BUNDLED].sort());
});
