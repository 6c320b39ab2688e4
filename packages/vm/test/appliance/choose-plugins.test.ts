import { type FoundPlugin, localHost, parseManifest, Registry } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { choosePlugins } from '../../src/appliance/choose-plugins.ts';

function plugin(name: string, supermin: object): FoundPlugin {
  return {
    ...{ name, version: '1.2.3', directory: `/nowhere/${name}` },
    manifest: parseManifest({ contract: 1, ...supermin }),
  };
}

const reader = (name: string, database: string) =>
  plugin(`supermin-backend-${name}`, {
    backends: [
      { name, module: 'x.js', databases: [database], families: [{ name: `${name}/${name}` }] },
    ],
  });

const registry = new Registry({
  plugins: [
    reader('one', '/var/one'),
    reader('two', '/var/two'),
    plugin('supermin-writer-ext2', { writers: [{ name: 'ext2', module: 'x.js' }] }),
  ],
  rejected: [],
});

it("takes the host's backend, and the writer of ext2, by their manifests alone", () => {
  const host = localHost(scratchDirectory({ 'var/two': '' }));
  expect(choosePlugins({ plugins: registry }, host)).toMatchObject({
    family: 'two/two',
    facts: {
      'the backend': 'supermin-backend-two@1.2.3',
      'the writer': 'supermin-writer-ext2@1.2.3',
    },
  });
});

it('takes the backend that is named', () => {
  const host = localHost(scratchDirectory({ 'var/two': '' }));
  expect(choosePlugins({ plugins: registry, backend: 'one' }, host).family).toBe('one/one');
});

it('looks for nothing where both were chosen', () => {
  const plugins = { backend: async () => never(), writer: async () => never(), family: 'x/y' };
  expect(choosePlugins({ plugins }, localHost('/nonexistent'))).toBe(plugins);
});

function never(): never {
  throw new Error('loaded');
}
