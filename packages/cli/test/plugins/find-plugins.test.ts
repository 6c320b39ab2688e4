import { writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  findPlugins,
  findPluginsFor,
  packageRoots,
  pluginPlaces,
  specifiedBy,
} from '../../src/plugins/find-plugins.ts';
import { contextOf, ownPlaces, warningsOf } from '../support/in-process.ts';

let top: string;

beforeEach(() => {
  ({ top } = ownPlaces());
});
afterEach(() => void vi.unstubAllEnvs());

function plugin(name: string, options: object[] = []): string {
  const writer = { name, aliases: [], module: './i.js', options };
  const manifest = { version: '1.0.0', supermin: { contract: 1, writers: [writer] } };
  return scratchDirectory({
    'package.json': JSON.stringify({ name: `supermin-writer-${name}`, ...manifest }),
    'i.js': 'exports.writer = {};',
  });
}

const optionsOf = (...words: string[]) => contextOf('plugins', ...words).invocation.options;

describe('findPlugins', () => {
  it('finds those that are installed beside the command, and those that are specified', () => {
    const toy = plugin('toy');
    const { plugins } = findPlugins(optionsOf('--plugin', toy)).discovery;
    expect(plugins.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        '@supermin/backend-dpkg',
        '@supermin/writer-ext2',
        'supermin-writer-toy',
      ]),
    );
  });

  it('takes none whose option would be one of ours, or whose module is not there', () => {
    const taken = plugin('taken', [{ name: 'output', type: 'string', help: '' }]);
    const hollow = plugin('hollow');
    writeFileSync(
      `${hollow}/package.json`,
      JSON.stringify({
        ...{ name: 'supermin-writer-hollow', version: '1.0.0' },
        supermin: {
          contract: 1,
          writers: [{ name: 'hollow', aliases: [], module: './none.js', options: [] }],
        },
      }),
    );
    const { rejected } = findPlugins(optionsOf('--plugin', taken, '--plugin', hollow)).discovery;
    expect(rejected.map(({ directory }) => directory)).toEqual(
      expect.arrayContaining([taken, hollow]),
    );
  });

  it('knows plugins that are not installed, for hints', () => {
    const registry = findPlugins(optionsOf());
    expect(() => registry.writer('qcow2')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('ext2') }),
    );
  });

  it('imports the code of one that is chosen', async () => {
    const toy = plugin('toy');
    writeFileSync(`${toy}/i.js`, 'exports.writer = { outputs() {}, write() {}, inputs() {} };');
    const registry = findPlugins(optionsOf('--plugin', toy));
    expect(await registry.loadWriter(registry.writer('toy'))).toMatchObject({
      write: expect.any(Function),
    });
  });
});

describe('findPluginsFor', () => {
  const warningsFor = (...words: string[]) => {
    const context = contextOf('drivers', ...words);
    findPluginsFor(context);
    return warningsOf(context);
  };

  it('has nothing to say of good ones', () => {
    expect(warningsFor('--plugin', plugin('toy'))).toEqual([]);
  });

  it('warns of what was specified and is no plugin, once, by who comes first', () => {
    const none = scratchDirectory();
    vi.stubEnv('SUPERMIN_PLUGINS', `${none}:relative:relative`);
    const warnings = warningsFor('--plugin', none);
    expect(warnings).toEqual([
      expect.stringMatching(new RegExp(`^--plugin ${none} is not used: \\S`)),
      'SUPERMIN_PLUGINS relative is not used: it is not an absolute path',
    ]);
    expect(warnings[0]).not.toContain('undefined');
  });

  it('warns of a configuration file that is not used', async () => {
    const { chmodSync } = await import('node:fs');
    chmodSync(`${top}/config/supermin/config.json`, 0o666);
    expect(warningsFor()).toEqual([expect.stringContaining('config.json is not used: ')]);
  });
});

it('specifiedBy tells who comes first', () => {
  vi.stubEnv('SUPERMIN_PLUGINS', '/a:/b:relative');
  const by = specifiedBy(optionsOf('--plugin', '/a'));
  expect(by.get('/a')).toBe('--plugin');
  expect(by.get('/b')).toBe('SUPERMIN_PLUGINS');
  expect(by.get('/c')).toBeUndefined();
});

it('packageRoots are the node_modules that hold this very command', () => {
  const roots = packageRoots();
  expect(roots[0]).toMatch(/packages\/cli\/node_modules$/);
  const { argv } = process;
  process.argv = [process.execPath];
  expect(packageRoots()).toEqual(expect.arrayContaining([roots[0]]));
  process.argv = argv;
});

it('pluginPlaces change when the command, its configuration or a plugin does', () => {
  const toy = plugin('toy');
  const places = pluginPlaces(findPlugins(optionsOf('--plugin', toy)));
  const [root] = packageRoots();
  expect(places).toEqual(
    expect.arrayContaining([
      ...[`${top}/config/supermin/config.json`, root, `${root}/@supermin`],
      ...[`${toy}/package.json`, expect.stringMatching(/packages\/cli\/package\.json$/)],
      expect.stringMatching(/packages\/writer-ext2\/package\.json$/),
    ]),
  );
});
