import { chmodSync, lchownSync, mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import {
  checkFiles,
  discoverPlugins,
  entryPath,
  readManifests,
} from '../../src/plugin/discover.ts';
import { install, writerManifest } from '../support/plugins.ts';
import { available, isRoot } from '../support/programs.ts';

const GOOD = { contract: 1, writers: [writerManifest()] };

function reasons(roots: string[], extra: string[] = [], owner = 0): Record<string, string> {
  const { rejected } = discoverPlugins(roots, { extra, owner });
  return Object.fromEntries(rejected.map(({ name, error }) => [name, error.code]));
}

describe('readManifests', () => {
  it('reads one file of each of 200 plugins, and imports none', () => {
    const root = scratchDirectory();
    const bomb = { 'index.js': 'throw new Error("bomb")' };
    for (let number = 0; number < 200; number++) {
      const name = number % 2 === 0 ? `supermin-writer-${number}` : `@me/supermin-writer-${number}`;
      const plugin = install(`${root}/${name}`, name, GOOD, bomb);
      // Nobody finds out that there is nothing to import, before that is wanted.
      unlinkSync(`${plugin}/index.js`);
    }
    const { plugins, rejected } = readManifests([root]);
    expect({ plugins: plugins.length, rejected }).toEqual({ plugins: 200, rejected: [] });
    expect(plugins.map((plugin) => checkFiles(plugin)?.code)).toEqual(
      plugins.map(() => 'PLUGIN_ENTRY'),
    );
  });

  it('takes the second of two copies if the first one cannot be used', () => {
    const root = scratchDirectory();
    for (const place of ['near', 'far']) {
      install(`${root}/${place}/supermin-writer-p`, 'supermin-writer-p', GOOD);
    }
    unlinkSync(`${root}/near/supermin-writer-p/index.js`);
    expect(readManifests([`${root}/near`, `${root}/far`])).toMatchObject({
      plugins: [{ directory: `${root}/far/supermin-writer-p` }],
      rejected: [{ directory: `${root}/near/supermin-writer-p`, error: { code: 'PLUGIN_ENTRY' } }],
    });
  });

  it('knows the real path of what lies behind links: a root, a scope, a package', () => {
    const top = scratchDirectory();
    install(`${top}/real/@me/supermin-writer-a`, '@me/supermin-writer-a', GOOD);
    install(`${top}/store/b`, 'supermin-writer-b', GOOD);
    symlinkSync('../store/b', `${top}/real/supermin-writer-b`);
    symlinkSync('@me', `${top}/real/@you`);
    symlinkSync('real', `${top}/root`);
    expect(readManifests([`${top}/root`]).plugins.map(({ directory }) => directory)).toEqual([
      `${top}/real/@me/supermin-writer-a`,
      `${top}/store/b`,
    ]);
  });
});

describe('discoverPlugins', () => {
  it('takes packages by the form of their name, and no others', () => {
    const root = scratchDirectory();
    const names = [
      '@supermin/writer-a',
      '@supermin/backend-b',
      'supermin-writer-c',
      'supermin-backend-d',
      '@me/supermin-writer-e',
    ];
    const others = [
      '@supermin/core',
      'supermin',
      'supermin-writer-',
      'writer-x',
      'x-supermin-writer-y',
      '@me/writer-z',
      '@supermin/supermin-other',
      '.supermin-writer-q',
    ];
    for (const name of [...names, ...others]) install(`${root}/${name}`, name, GOOD);
    writeFileSync(`${root}/supermin-writer-file`, '');
    const found = discoverPlugins([root, `${root}/none`]);
    expect(found.plugins.map(({ name }) => name).sort()).toEqual(names.sort());
    expect(found.plugins[0]).toMatchObject({ version: '1.2.3', manifest: { contract: 1 } });
    expect(found.rejected.map(({ name }) => name)).toEqual(['supermin-writer-file']);
  });

  it('imports nothing', () => {
    const root = scratchDirectory();
    install(`${root}/supermin-writer-bomb`, 'supermin-writer-bomb', GOOD, {
      'index.js': 'throw new Error("bomb")',
    });
    expect(discoverPlugins([root]).plugins).toHaveLength(1);
  });

  it('the same package by several ways counts once', () => {
    const root = scratchDirectory();
    install(`${root}/store/p`, 'supermin-writer-p', GOOD);
    for (const place of ['one', 'two']) {
      mkdirSync(`${root}/${place}`);
      symlinkSync('../store/p', `${root}/${place}/supermin-writer-p`);
    }
    const found = discoverPlugins([`${root}/one`, `${root}/two`], { extra: [`${root}/store/p`] });
    expect(found).toMatchObject({ plugins: [{ directory: `${root}/store/p` }], rejected: [] });
  });

  it('two copies of one package: the first counts, the other is named', () => {
    const root = scratchDirectory();
    for (const place of ['near', 'far', 'mine']) {
      install(`${root}/${place}/supermin-writer-p`, 'supermin-writer-p', GOOD);
    }
    const roots = [`${root}/near`, `${root}/far`];
    const first = discoverPlugins(roots);
    expect(first.plugins.map(({ directory }) => directory)).toEqual([
      `${root}/near/supermin-writer-p`,
    ]);
    expect(first.rejected).toMatchObject([
      {
        directory: `${root}/far/supermin-writer-p`,
        error: { code: 'PLUGIN_SHADOWED', message: expect.stringContaining(`${root}/near`) },
      },
    ]);
    const named = discoverPlugins(roots, { extra: [`${root}/mine/supermin-writer-p`] });
    expect(named.plugins.map(({ directory }) => directory)).toEqual([
      `${root}/mine/supermin-writer-p`,
    ]);
  });

  it('says why a candidate is not used, and goes on', () => {
    const root = scratchDirectory();
    const manifest = (module: string) => ({ contract: 1, writers: [writerManifest({ module })] });
    install(`${root}/supermin-writer-good`, 'supermin-writer-good', GOOD);
    install(`${root}/supermin-writer-plain`, 'supermin-writer-plain', undefined);
    install(`${root}/supermin-writer-new`, 'supermin-writer-new', { contract: 99 });
    install(`${root}/supermin-writer-wrong`, 'supermin-writer-wrong', { contract: 1, writers: 7 });
    install(
      `${root}/supermin-writer-unbuilt`,
      'supermin-writer-unbuilt',
      manifest('./dist/none.js'),
    );
    install(
      `${root}/supermin-writer-outside`,
      'supermin-writer-outside',
      manifest('../supermin-writer-good/index.js'),
    );
    install(`${root}/supermin-writer-whole`, 'supermin-writer-whole', manifest('.'));
    install(`${root}/supermin-writer-linked`, 'supermin-writer-linked', manifest('./link.js'));
    symlinkSync('/etc/passwd', `${root}/supermin-writer-linked/link.js`);
    writeFiles(root, {
      'supermin-writer-junk/package.json': '{',
      'supermin-writer-null/package.json': 'null',
      'supermin-writer-empty/x': '',
    });
    writeFiles(root, { 'supermin-writer-nameless/package.json': '{"supermin":{"contract":1}}' });
    mkdirSync(`${root}/supermin-writer-folder/package.json`, { recursive: true });
    symlinkSync('nowhere', `${root}/supermin-writer-dangling`);
    for (const name of ['junk', 'null', 'nameless']) {
      chmodSync(`${root}/supermin-writer-${name}`, 0o755);
      chmodSync(`${root}/supermin-writer-${name}/package.json`, 0o644);
    }
    for (const name of ['empty', 'folder', 'folder/package.json'])
      chmodSync(`${root}/supermin-writer-${name}`, 0o755);
    expect(reasons([root], [`${root}/absent`])).toEqual({
      'supermin-writer-plain': 'PLUGIN_MANIFEST',
      'supermin-writer-new': 'PLUGIN_CONTRACT',
      'supermin-writer-wrong': 'PLUGIN_MANIFEST',
      'supermin-writer-unbuilt': 'PLUGIN_ENTRY',
      'supermin-writer-outside': 'PLUGIN_ENTRY',
      'supermin-writer-whole': 'PLUGIN_ENTRY',
      'supermin-writer-linked': 'PLUGIN_ENTRY',
      'supermin-writer-junk': 'PLUGIN_MANIFEST',
      'supermin-writer-null': 'PLUGIN_MANIFEST',
      'supermin-writer-nameless': 'PLUGIN_MANIFEST',
      'supermin-writer-empty': 'PLUGIN_MANIFEST',
      'supermin-writer-folder': 'PLUGIN_MANIFEST',
      'supermin-writer-dangling': 'PLUGIN_MISSING',
      [`${root}/absent`]: 'PLUGIN_MISSING',
    });
    expect(discoverPlugins([root]).plugins.map(({ name }) => name)).toEqual([
      'supermin-writer-good',
    ]);
  });

  describe.runIf(available('what root does not trust', isRoot))('as root', () => {
    it.each<[string, (plugin: string) => void]>([
      ['a folder that others may write to', (plugin) => chmodSync(plugin, 0o777)],
      ['a folder that its group may write to', (plugin) => chmodSync(plugin, 0o775)],
      [
        'a package.json that others may write to',
        (plugin) => chmodSync(`${plugin}/package.json`, 0o666),
      ],
      ['a module that others may write to', (plugin) => chmodSync(`${plugin}/lib/m.js`, 0o646)],
      [
        'a folder of the module that others may write to',
        (plugin) => chmodSync(`${plugin}/lib`, 0o777),
      ],
      ["somebody else's folder", (plugin) => lchownSync(plugin, 1234, 1234)],
      ["somebody else's module", (plugin) => lchownSync(`${plugin}/lib/m.js`, 1234, 1234)],
    ])('%s', (_, spoil) => {
      const root = scratchDirectory();
      const manifest = { contract: 1, writers: [writerManifest({ module: './lib/m.js' })] };
      const plugin = install(`${root}/supermin-writer-p`, 'supermin-writer-p', manifest, {
        'lib/m.js': '',
      });
      chmodSync(`${plugin}/lib`, 0o755);
      expect(reasons([root])).toEqual({});
      spoil(plugin);
      expect(reasons([root])).toEqual({ 'supermin-writer-p': 'PLUGIN_UNSAFE' });
    });

    it('what belongs to the user whose command it is', () => {
      const root = scratchDirectory();
      const plugin = install(`${root}/supermin-writer-p`, 'supermin-writer-p', GOOD);
      for (const path of ['', '/package.json', '/index.js']) lchownSync(plugin + path, 1234, 1234);
      expect(reasons([root], [], 1234)).toEqual({});
      expect(reasons([root], [], 1235)).toEqual({ 'supermin-writer-p': 'PLUGIN_UNSAFE' });
    });
  });
});

describe('entryPath', () => {
  it('is the real path of the module', () => {
    const root = scratchDirectory({ 'p/lib/m.js': '' });
    symlinkSync('lib/m.js', `${root}/p/index.js`);
    expect(entryPath(`${root}/p`, './index.js')).toBe(`${root}/p/lib/m.js`);
    expect(() => entryPath(`${root}/p`, '../p2/m.js')).toThrow('does not exist');
  });
});
