import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { SuperminError } from '../../src/errors/supermin-error.ts';
import { localHost } from '../../src/host/local-host.ts';
import { discoverPlugins } from '../../src/plugin/discover.ts';
import type { FoundBackend, FoundWriter } from '../../src/plugin/found.ts';
import type { KnownPlugin } from '../../src/plugin/known-plugin.ts';
import { type PluginCheck, type PluginImport, Registry } from '../../src/plugin/registry.ts';
import {
  backendManifest,
  foundBackend,
  foundWriter,
  install,
  writerManifest,
} from '../support/plugins.ts';

const KNOWN: readonly KnownPlugin[] = [
  { name: '@known/supermin-backend-apk', backend: 'apk', traces: ['/lib/apk/db'] },
  { name: '@known/supermin-writer-erofs', formats: ['erofs', 'readonly'] },
];

function registry(...found: (FoundBackend | FoundWriter)[]): Registry {
  const plugins = found.map(({ plugin }) => plugin);
  return new Registry({ plugins, rejected: [] }, { known: KNOWN });
}

describe('writer', () => {
  const ext2 = foundWriter('@supermin/writer-ext2', { name: 'ext2' });
  const chroot = foundWriter('@supermin/writer-chroot', {
    name: 'chroot',
    aliases: ['fs', 'filesystem'],
  });

  it.each(['chroot', 'fs', 'filesystem', '@supermin/writer-chroot'])(
    'by name, alias or package: %s',
    (format) => {
      expect(registry(ext2, chroot).writer(format).manifest.name).toBe('chroot');
    },
  );

  it('an alias takes no name away', () => {
    const thief = foundWriter('supermin-writer-thief', { name: 'thief', aliases: ['ext2'] });
    expect(registry(thief, ext2).writer('ext2').plugin.name).toBe('@supermin/writer-ext2');
  });

  const specified = (found: FoundWriter): FoundWriter => ({
    ...found,
    plugin: { ...found.plugin, specified: true },
  });

  it('a plugin that is only installed takes no name and no alias away from ours', () => {
    const other = foundWriter('supermin-writer-other', { name: 'ext2' });
    const fs = foundWriter('supermin-writer-fs', { name: 'fs' });
    const all = registry(other, fs, ext2, chroot);
    expect(all.writer('ext2').plugin.name).toBe('@supermin/writer-ext2');
    expect(all.writer('fs').plugin.name).toBe('@supermin/writer-chroot');
    expect(all.writer('supermin-writer-other').plugin.name).toBe('supermin-writer-other');
  });

  it('one that calls its format as our package is called is not that package', () => {
    const other = foundWriter('supermin-writer-other', { name: '@supermin/writer-ext2' });
    const found = registry(specified(other), ext2).writer('@supermin/writer-ext2');
    expect(found.plugin.name).toBe('@supermin/writer-ext2');
  });

  it('one that the user has specified comes first', () => {
    const other = specified(foundWriter('supermin-writer-other', { name: 'ext2' }));
    const all = registry(ext2, other, chroot);
    expect(all.writer('ext2').plugin.name).toBe('supermin-writer-other');
    expect(all.writer('@supermin/writer-ext2').plugin.name).toBe('@supermin/writer-ext2');
    expect(all.writer('fs').plugin.name).toBe('@supermin/writer-chroot');
  });

  it('two claimants of one rank: an error that names both, and how to choose', () => {
    const names = ['supermin-writer-a', '@b/supermin-writer-b'];
    const both = registry(...names.map((name) => foundWriter(name, { name: 'tar' })));
    expect(() => both.writer('tar')).toThrow(
      expect.objectContaining({
        code: 'WRITER_AMBIGUOUS',
        message: "the format 'tar' is claimed by supermin-writer-a and @b/supermin-writer-b",
        hint: 'choose a package: -f supermin-writer-a or -f @b/supermin-writer-b',
      }),
    );
  });

  it('none: what there is, and what to install', () => {
    expect(() => registry(ext2).writer('squashfs')).toThrow(
      expect.objectContaining({
        code: 'WRITER_MISSING',
        message: 'unknown --format option (squashfs): no installed plugin writes it',
        hint: "installed: ext2; 'supermin plugins' lists what was found, and rejected plugins with reasons",
      }),
    );
    expect(() => registry(ext2).writer('etx2')).toThrow(
      expect.objectContaining({ code: 'WRITER_MISSING', hint: "did you mean 'ext2'?" }),
    );
  });

  it('none, but a plugin is known that has it among its names: that one is to be installed', () => {
    expect(() => registry(ext2).writer('readonly')).toThrow(
      expect.objectContaining({
        code: 'WRITER_MISSING',
        hint: expect.stringMatching(/^'npm install @known\/supermin-writer-erofs' /),
      }),
    );
  });

  it('one that is there but broken: why', () => {
    const error = new SuperminError('PLUGIN_CONTRACT', 'it is too new');
    const rejected = ['@known/supermin-writer-erofs', 'supermin-writer-zip'];
    const broken = new Registry(
      { plugins: [], rejected: rejected.map((name) => ({ name, directory: '/x', error })) },
      { known: KNOWN },
    );
    for (const [format, name] of [
      ['readonly', rejected[0]],
      ['zip', rejected[1]],
    ]) {
      expect(() => broken.writer(format!)).toThrow(
        expect.objectContaining({ hint: `${name} is installed, but it is too new` }),
      );
    }
    expect(() => broken.writer('tar')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('installed: none') }),
    );
  });
});

describe('backend', () => {
  it('by name or package; two claimants; none', () => {
    const one = foundBackend('@supermin/backend-dpkg');
    const two = foundBackend('supermin-backend-dpkg');
    expect(registry(one).backend('dpkg').plugin.name).toBe('@supermin/backend-dpkg');
    expect(registry(one, two).backend('supermin-backend-dpkg').plugin.name).toBe(
      'supermin-backend-dpkg',
    );
    expect(registry(two, one).backend('dpkg').plugin.name).toBe('@supermin/backend-dpkg');
    const three = foundBackend('@other/supermin-backend-dpkg');
    expect(() => registry(two, three).backend('dpkg')).toThrow(
      expect.objectContaining({
        code: 'BACKEND_AMBIGUOUS',
        hint: 'choose a package: --backend supermin-backend-dpkg or --backend @other/supermin-backend-dpkg',
      }),
    );
    expect(() => registry(one).backend('apk')).toThrow(
      expect.objectContaining({
        code: 'BACKEND_MISSING',
        hint: expect.stringContaining('@known/supermin-backend-apk'),
      }),
    );
  });

  it('traces of one that is known: that one is to be installed', () => {
    const root = localHost(scratchDirectory({ 'lib/apk/db/installed': '' }));
    const one = foundBackend('@supermin/backend-dpkg');
    expect(() => registry(one).detect(root)).toThrow(
      expect.objectContaining({
        code: 'BACKEND_NOT_DETECTED',
        hint: expect.stringContaining('npm install @known/supermin-backend-apk'),
      }),
    );
  });
});

describe('loading', () => {
  function installed(index: string, importModule?: PluginImport): Registry {
    const root = scratchDirectory();
    const manifest = { contract: 1, writers: [writerManifest()], backends: [backendManifest()] };
    install(`${root}/supermin-writer-p`, 'supermin-writer-p', manifest, { 'index.js': index });
    return new Registry(discoverPlugins([root]), { importModule });
  }

  it('by a program that knows another way', async () => {
    const asked: string[] = [];
    const plugins = installed('throw new Error("imported")', async ({ name, directory }, file) => {
      asked.push(name, file.slice(directory.length));
      const method = () => {};
      return { writer: { name: 'mine', outputs: method, inputs: method, write: method } };
    });
    expect((await plugins.loadWriter(plugins.writer('tar'))).name).toBe('mine');
    expect(asked).toEqual(['supermin-writer-p', '/index.js']);
    await expect(plugins.loadBackend(plugins.backend('dpkg'))).rejects.toMatchObject({
      code: 'PLUGIN_IMPORT',
    });
  });

  it('imports what is chosen', async () => {
    const plugins = installed(
      `const method = () => {};
       export const writer = { name: 'tar', outputs: method, inputs: method, write: method };
       export const backend = { name: 'dpkg', freshness: method, open: method };`,
    );
    const writer = await plugins.loadWriter(plugins.writer('tar'));
    const backend = await plugins.loadBackend(plugins.backend('dpkg'));
    expect([writer.name, backend.name]).toEqual(['tar', 'dpkg']);
    expect(writer.plugin).toBe('supermin-writer-p@1.2.3');
  });

  it.each([
    ['throws', 'throw new Error("bomb")', 'the plugin supermin-writer-p cannot be loaded: bomb'],
    ['throws nothing', 'throw null', 'the plugin supermin-writer-p cannot be loaded: null'],
    ['does not parse', 'export const = ;', 'the plugin supermin-writer-p cannot be loaded: '],
    [
      'needs what is not there',
      'import "no-such-package"',
      'the plugin supermin-writer-p cannot be loaded: ',
    ],
    [
      'exports nothing',
      'export {}',
      "the plugin supermin-writer-p cannot be used: it exports no 'writer'",
    ],
    [
      'exports something else',
      'export const writer = "x"',
      "the plugin supermin-writer-p cannot be used: it exports no 'writer'",
    ],
    [
      'exports null',
      'export const writer = null',
      "the plugin supermin-writer-p cannot be used: it exports no 'writer'",
    ],
    [
      'exports an object without methods',
      'export const writer = { name: "tar", outputs() {}, write: true }',
      'the plugin supermin-writer-p cannot be used: its writer has no inputs() and no write()',
    ],
  ])('a module that %s', async (_, index, message) => {
    const plugins = installed(index);
    await expect(plugins.loadWriter(plugins.writer('tar'))).rejects.toMatchObject({
      code: 'PLUGIN_IMPORT',
      message: expect.stringContaining(message),
      hint: expect.any(String),
    });
  });
});

describe('a check that is still to be done', () => {
  const broken = new SuperminError('PLUGIN_UNSAFE', 'it is broken');
  const good = foundWriter('@supermin/writer-ext2', { name: 'ext2' });
  const bad = foundWriter('supermin-writer-thief', { name: 'ext2', aliases: ['thief'] });
  const dpkg = foundBackend('@supermin/backend-dpkg');

  function checked() {
    const plugins = [bad, good, dpkg].map(({ plugin }) => plugin);
    const asked: string[] = [];
    const check: PluginCheck = (plugin) => {
      asked.push(plugin.name);
      return plugin === bad.plugin ? broken : undefined;
    };
    return { registry: new Registry({ plugins, rejected: [] }, { check }), asked };
  }

  it('is done for those that claim what is asked for, once', () => {
    const { registry, asked } = checked();
    expect(registry.writer('ext2').plugin).toBe(good.plugin);
    expect(registry.writer('ext2').plugin).toBe(good.plugin);
    expect(asked).toEqual(['@supermin/writer-ext2']);
  });

  it('is done for the package manager that rules', () => {
    const { registry, asked } = checked();
    const found = registry.detect(localHost(scratchDirectory({ 'var/lib/dpkg/status': '' })));
    expect(found.family.name).toBe('debian/dpkg');
    expect(asked).toEqual(['@supermin/backend-dpkg']);
  });

  it('is done for all that are listed', () => {
    const { registry } = checked();
    expect(registry.candidates).toHaveLength(3);
    expect(registry.discovery.plugins).toEqual([good.plugin, dpkg.plugin]);
    expect(registry.rejected).toEqual([
      {
        name: 'supermin-writer-thief',
        directory: bad.plugin.directory,
        error: broken,
        manifest: bad.plugin.manifest,
      },
    ]);
    expect(registry.writers.map(({ plugin }) => plugin)).toEqual([good.plugin]);
  });

  it('is why a format is missing', () => {
    const { registry } = checked();
    expect(() => registry.writer('thief')).toThrow(
      expect.objectContaining({
        code: 'WRITER_MISSING',
        hint: 'supermin-writer-thief is installed, but it is broken',
      }),
    );
  });
});
