import { chmodSync, mkdirSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, expect, it, vi } from 'vitest';
import { OptionValues } from '../../src/arguments/option-values.ts';
import { configPlaces, specifiedPlugins } from '../../src/plugins/specified-plugins.ts';

afterEach(() => vi.unstubAllEnvs());

function home(config: string): string {
  const top = scratchDirectory({ 'supermin/config.json': config });
  chmodSync(`${top}/supermin`, 0o755);
  chmodSync(`${top}/supermin/config.json`, 0o644);
  vi.stubEnv('XDG_CONFIG_HOME', top);
  return `${top}/supermin`;
}

it('are those of --plugin, of SUPERMIN_PLUGINS and of the configuration file, in this order', () => {
  const beside = home('{ "plugins": ["/abs", "../up", "@a/b", "c", "d"] }');
  const root = scratchDirectory();
  mkdirSync(`${beside}/node_modules/@a/b`, { recursive: true });
  mkdirSync(`${root}/c`);
  vi.stubEnv('SUPERMIN_PLUGINS', ':/env:relative');
  const options = new OptionValues(new Map([['plugin', ['dir', '/Ã©']]]));
  const by = `${beside}/config.json`;
  expect(specifiedPlugins(options, [root])).toEqual([
    { by: '--plugin', text: 'dir', directory: 'dir' },
    { by: '--plugin', text: '/Ã©', directory: '/é' },
    { by: 'SUPERMIN_PLUGINS', text: '/env', directory: '/env' },
    { by: 'SUPERMIN_PLUGINS', text: 'relative', directory: undefined },
    { by, text: '/abs', directory: '/abs' },
    { by, text: '../up', directory: `${beside}/../up` },
    { by, text: '@a/b', directory: `${beside}/node_modules/@a/b` },
    { by, text: 'c', directory: `${root}/c` },
    { by, text: 'd', directory: `${beside}/node_modules/d` },
  ]);
});

it('a configuration file that is not used is told of', () => {
  const beside = home('{ "plugins": ["a"] }');
  chmodSync(`${beside}/config.json`, 0o666);
  const warnings: string[] = [];
  const none = new OptionValues(new Map());
  expect(specifiedPlugins(none, [], (text) => warnings.push(text))).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining(`${beside}/config.json is not used: `)]);
});

it('change with the file, and with the packages beside it', () => {
  const beside = home('{}');
  expect(configPlaces()).toEqual([`${beside}/config.json`, `${beside}/node_modules`]);
});
