import { describe, expect, it } from 'vitest';
import { SuperminError } from '../../src/errors/supermin-error.ts';
import { localHost } from '../../src/host/local-host.ts';
import { discoverPlugins } from '../../src/plugin/discover.ts';
import type { FoundBackend, FoundWriter } from '../../src/plugin/found.ts';
import { type PluginImport, Registry } from '../../src/plugin/registry.ts';
import {
  backendManifest,
  foundBackend,
  foundWriter,
  install,
  writerManifest,
} from '../support/plugins.ts';
import { temporary, write } from '../support/temp.ts';

function registry(...found: (FoundBackend | FoundWriter)[]): Registry {
  return new Registry({ plugins: found.map(({ plugin }) => plugin), rejected: [] });
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

  it('two claimants: an error that names both, and how to choose', () => {
    const other = foundWriter('supermin-writer-ext2', { name: 'ext2' });
    const both = registry(ext2, other);
    expect(() => both.writer('ext2')).toThrow(
      expect.objectContaining({
        code: 'WRITER_AMBIGUOUS',
        message: "the format 'ext2' is claimed by @supermin/writer-ext2 and supermin-writer-ext2",
        hint: 'name the package: -f @supermin/writer-ext2',
      }),
    );
    expect(both.writer('supermin-writer-ext2').plugin.name).toBe('supermin-writer-ext2');
    expect(registry(ext2, other, chroot).writer('fs').manifest.name).toBe('chroot');
  });

  it('none: what there is, and what to install', () => {
    expect(() => registry(ext2).writer('squashfs')).toThrow(
      expect.objectContaining({
        code: 'WRITER_MISSING',
        message: 'unknown --format option (squashfs): no installed plugin writes it',
        hint: "installed: ext2; 'supermin plugins' tells what was found, and what was turned down",
      }),
    );
    expect(() => registry(ext2).writer('etx2')).toThrow(
      expect.objectContaining({ code: 'WRITER_MISSING', hint: "did you mean 'ext2'?" }),
    );
    // One of ours is known by all its names.
    expect(() => registry(ext2).writer('initramfs')).toThrow(
      expect.objectContaining({
        code: 'WRITER_MISSING',
        hint: expect.stringMatching(/^'npm install @supermin\/writer-cpio' /),
      }),
    );
  });

  it('one that is there but broken: why', () => {
    const error = new SuperminError('PLUGIN_CONTRACT', 'it is too new');
    const broken = new Registry({
      plugins: [],
      rejected: [{ name: '@supermin/writer-ext2', directory: '/x', error }],
    });
    expect(() => broken.writer('ext2')).toThrow(
      expect.objectContaining({ hint: '@supermin/writer-ext2 is installed, but it is too new' }),
    );
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
    expect(() => registry(one, two).backend('dpkg')).toThrow(
      expect.objectContaining({ code: 'BACKEND_AMBIGUOUS' }),
    );
    expect(() => registry(one).backend('rpm')).toThrow(
      expect.objectContaining({
        code: 'BACKEND_MISSING',
        hint: expect.stringContaining('@supermin/backend-rpm'),
      }),
    );
  });
});

describe('loading', () => {
  function installed(index: string, importModule?: PluginImport): Registry {
    const root = temporary();
    const manifest = { contract: 1, writers: [writerManifest()], backends: [backendManifest()] };
    install(`${root}/supermin-writer-p`, 'supermin-writer-p', manifest, { 'index.js': index });
    return new Registry(discoverPlugins([root]), undefined, importModule);
  }

  it('by a program that knows another way', async () => {
    const asked: string[] = [];
    const plugins = installed('throw new Error("imported")', async ({ name, directory }, file) => {
      asked.push(name, file.slice(directory.length));
      return { writer: { name: 'mine' }, backend: null };
    });
    expect((await plugins.loadWriter(plugins.writer('tar'))).name).toBe('mine');
    expect(asked).toEqual(['supermin-writer-p', '/index.js']);
    await expect(plugins.loadBackend(plugins.backend('dpkg'))).rejects.toMatchObject({
      code: 'PLUGIN_IMPORT',
    });
  });

  it('imports what is chosen', async () => {
    const plugins = installed(
      `export const writer = { name: 'tar' }; export const backend = { name: 'dpkg' };`,
    );
    const writer = await plugins.loadWriter(plugins.writer('tar'));
    const backend = await plugins.loadBackend(plugins.backend('dpkg'));
    expect([writer.name, backend.name]).toEqual(['tar', 'dpkg']);
  });

  it.each([
    ['throws', 'throw new Error("bomb")', "the plugin supermin-writer-p can't be loaded: bomb"],
    ['does not parse', 'export const = ;', "the plugin supermin-writer-p can't be loaded: "],
    [
      'needs what is not there',
      'import "no-such-package"',
      "the plugin supermin-writer-p can't be loaded: ",
    ],
    ['exports nothing', 'export {}', "the plugin supermin-writer-p exports no 'writer'"],
    [
      'exports something else',
      'export const writer = "x"',
      "the plugin supermin-writer-p exports no 'writer'",
    ],
    [
      'exports null',
      'export const writer = null',
      "the plugin supermin-writer-p exports no 'writer'",
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
    const registry = new Registry({ plugins, rejected: [] }, (plugin) => {
      asked.push(plugin.name);
      return plugin === bad.plugin ? broken : undefined;
    });
    return { registry, asked };
  }

  it('is done for those that claim what is asked for, once', () => {
    const { registry, asked } = checked();
    expect(registry.writer('ext2').plugin).toBe(good.plugin);
    expect(registry.writer('ext2').plugin).toBe(good.plugin);
    expect(asked).toEqual(['supermin-writer-thief', '@supermin/writer-ext2']);
  });

  it('is done for the package manager that rules', () => {
    const { registry, asked } = checked();
    const found = registry.detect(localHost(write(temporary(), { 'var/lib/dpkg/status': '' })));
    expect(found.family.name).toBe('debian/dpkg');
    expect(asked).toEqual(['@supermin/backend-dpkg']);
  });

  it('is done for all that are listed', () => {
    const { registry } = checked();
    expect(registry.candidates).toHaveLength(3);
    expect(registry.discovery.plugins).toEqual([good.plugin, dpkg.plugin]);
    expect(registry.rejected).toEqual([
      { name: 'supermin-writer-thief', directory: bad.plugin.directory, error: broken },
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
