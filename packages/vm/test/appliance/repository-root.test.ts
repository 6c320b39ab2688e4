import { writeFileSync } from 'node:fs';
import {
  createLock,
  encodeLock,
  type FoundPlugin,
  type Lock,
  lockDigest,
  lockedRoot,
  parseManifest,
  Registry,
  type SuperminEvent,
} from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { emptyBackend } from '@supermin/test-support/writers';
import { describe, expect, it } from 'vitest';
import type { ConfigureOptions } from '../../src/appliance/configure.ts';
import { type RootRequest, repositoryRoot } from '../../src/appliance/repository-root.ts';
import { ToldRepository } from './told-repository.ts';
import { ToldWriter } from './told-writer.ts';

const { writer } = new ToldWriter();

/** What `told` is asked for by default: its package `x`, which is not configured. */
function requestOf(told: ToldRepository, more: Partial<RootRequest> = {}): RootRequest {
  return {
    plugins: { backend: told.backend, family: 'told/told', writer },
    ...{ packages: ['x'], optional: [], essential: false, appliance: undefined },
    cache: scratchDirectory(),
    configured: () => Promise.reject(new Error('configured')),
    ...more,
  };
}

/** The lock that comes of a request, with what the root has of it. */
async function rootOf(more: Partial<RootRequest>) {
  const told = new ToldRepository();
  const found = await repositoryRoot(requestOf(told, { from: ['told:1'], ...more }));
  return { ...found!, told };
}

/** A small appliance with a lock of one package, `kept`. */
async function lockedAppliance(told: ToldRepository, family = 'told/told') {
  const options = { backend: told.backend, cacheDirectory: scratchDirectory() };
  const lock = await createLock({ ...options, family, from: ['told:1'], packages: ['kept'] });
  told.opened.splice(0);
  return { lock, appliance: scratchDirectory({ 'lock.json': encodeLock(lock), packages: 'y\n' }) };
}

describe('packages that are not installed', () => {
  it('are none where no repository is asked for', async () => {
    const told = new ToldRepository();
    const appliance = scratchDirectory({ packages: 'y\n' });
    expect(await repositoryRoot(requestOf(told))).toBeUndefined();
    expect(await repositoryRoot(requestOf(told, { appliance, from: [] }))).toBeUndefined();
    expect(told.opened).toEqual([]);
  });

  it('are those that are named, as the repositories have them', async () => {
    const { root, plugins, told } = await rootOf({});
    expect(root).toMatchObject({ packages: ['x'], cpu: 'aarch64' });
    expect(root.host.readFile('/usr/bin/x').toString()).toBe('x');
    expect(plugins).toMatchObject({ backend: told.backend, family: 'told/told', writer });
  });

  it('are those of an appliance besides, and optional ones that there are', async () => {
    const appliance = scratchDirectory({ packages: 'y\n' });
    const { told } = await rootOf({ appliance, optional: ['z', 'no-such'] });
    expect(told.resolved).toEqual([{ names: ['y', 'x', 'z'], weak: false }]);
  });

  it('are with what is essential, or recommended, where that is wanted', async () => {
    const { told } = await rootOf({ essential: true, weak: true });
    expect(told.resolved).toEqual([{ names: ['x', 'essential'], weak: true }]);
  });

  it('are asked for by what was said of repositories', async () => {
    const events: SuperminEvent[] = [];
    const report = (event: SuperminEvent) => void events.push(event);
    const { signal } = new AbortController();
    const cache = scratchDirectory();
    const said = { from: ['told:1', 'told:2'], mirrors: ['http://m.example'], arch: 's390x' };
    const { told } = await rootOf({ ...said, cache, signal, report });
    expect(told.opened).toEqual([expect.objectContaining({ ...said, cacheDirectory: cache })]);
    expect(told.opened[0]!.signal).toBe(signal);
    expect(events).not.toEqual([]);
  });

  it('make another appliance than other packages, beside what else does', async () => {
    const digestOf = async (name: string) => {
      const told = new ToldRepository();
      const plugins = { ...requestOf(told).plugins, facts: { 'the writer': 'w@1' } } as const;
      const request = { plugins: plugins as RootRequest['plugins'], packages: [name] };
      const found = await repositoryRoot({ ...requestOf(told, request), from: ['told:1'] });
      expect(found!.plugins.facts).toMatchObject({ 'the writer': 'w@1' });
      return found!.plugins.facts!['the packages'];
    };
    expect(await digestOf('x')).toMatch(/^[0-9a-f]{64}$/);
    expect(await digestOf('x')).not.toBe(await digestOf('y'));
  });

  it('are of a backend that is loaded when it is needed', async () => {
    const told = new ToldRepository();
    const plugins = { backend: async () => told.backend, family: 'told/told', writer };
    const found = await repositoryRoot(requestOf(told, { plugins, from: ['told:1'] }));
    expect(found!.root.packages).toEqual(['x']);
  });
});

describe('packages of a lock', () => {
  it('are taken as they were chosen', async () => {
    const told = new ToldRepository();
    const { lock, appliance } = await lockedAppliance(told);
    const request = requestOf(told, { appliance, packages: [], optional: ['z'], essential: true });
    const found = await repositoryRoot({ ...request, from: ['told:2'] });
    expect(found!.root.packages).toEqual(['kept']);
    expect(found!.plugins.facts).toEqual({ 'the packages': lockDigest(lock) });
    expect(told.opened).toEqual([]);
  });

  it('are not added to', async () => {
    const told = new ToldRepository();
    const { appliance } = await lockedAppliance(told);
    await expect(repositoryRoot(requestOf(told, { appliance }))).rejects.toMatchObject({
      code: 'LOCK_FIXED',
      message: expect.stringContaining(appliance),
    });
  });
});

describe('packages that are configured', () => {
  /** What is asked to configure packages, and how. */
  async function configured(more: Partial<RootRequest>) {
    const calls: { lock: Lock; options: ConfigureOptions }[] = [];
    const { told, root } = await rootOf({
      ...more,
      configured: async (lock, options) => {
        calls.push({ lock, options });
        return { ...(await lockedRoot(lock, options)), digest: 'configured' };
      },
    });
    return { told, digest: root.digest, ...calls[0] };
  }

  it('are not, unless it is asked for', async () => {
    expect(await configured({ configure: false })).not.toHaveProperty('lock');
    expect(await configured({})).not.toHaveProperty('lock');
  });

  it('are with what their scripts need', async () => {
    const { told, digest, lock } = await configured({ configure: true });
    expect(digest).toBe('configured');
    expect(lock?.requested).toEqual(['x', 'essential', 'configuring']);
    expect(told.resolved).toHaveLength(1);
  });

  it('in a VM like the one that is asked for', async () => {
    const { signal } = new AbortController();
    const report = () => {};
    const machine = { kernel: '6.1', temporaryDirectory: scratchDirectory(), signal, report };
    const proxies = { http_proxy: 'http://p.example' };
    const mirrors = ['http://m.example'];
    const environment = { SUPERMIN_KERNEL: '/k' };
    const cache = scratchDirectory();
    const { told, options } = await configured({
      ...{ ...machine, cache, proxies, mirrors, environment, configure: true },
    });
    expect(options).toEqual({
      ...{ ...machine, mirrors, environment: proxies, kernelEnvironment: environment },
      ...{ cacheDirectory: cache, backend: told.backend, family: 'told/told', writer },
    });
  });

  it('within a time, and with a network, as that is said', async () => {
    const { lock, options } = await configured({ configure: { timeout: 7, network: true } });
    expect(lock?.requested).toContain('configuring');
    expect(options).toMatchObject({ timeout: 7, network: true, environment: process.env });
  });
});

describe('a backend of many', () => {
  const plugin = (
    name: string,
    distribution: string,
    families: readonly string[],
  ): FoundPlugin => ({
    ...{ name: `supermin-backend-${name}`, version: '1.2.3', directory: scratchDirectory() },
    manifest: parseManifest({
      contract: 1,
      backends: [
        {
          ...{ name, module: './index.js', databases: ['/no'], distributions: [distribution] },
          families: families.map((family) => ({ name: family, ids: [family.split('/')[0]] })),
        },
      ],
    }),
  });

  const WRITER: FoundPlugin = {
    ...{ name: 'supermin-writer-ext2', version: '4.5.6', directory: scratchDirectory() },
    manifest: parseManifest({ contract: 1, writers: [{ name: 'ext2', module: './index.js' }] }),
  };

  /** Two backends; the second one is `told`. */
  function registryOf(told: ToldRepository) {
    const plugins = [
      plugin('other', 'other', ['other/x']),
      plugin('told', 'told', ['plain/x', 'told/x']),
      WRITER,
    ];
    for (const { directory } of plugins) writeFileSync(`${directory}/index.js`, '');
    const importModule = async ({ name }: FoundPlugin) => ({
      backend: name === 'supermin-backend-told' ? told.backend : emptyBackend,
    });
    return new Registry({ plugins, rejected: [] }, { importModule });
  }

  it('is the one that knows the repository', async () => {
    const told = new ToldRepository();
    const request = requestOf(told, { plugins: registryOf(told), from: ['told:1', 'other:1'] });
    const { plugins, root } = (await repositoryRoot(request))!;
    expect(root.packages).toEqual(['x']);
    expect(plugins.family).toBe('told/x');
    expect(plugins.facts).toMatchObject({
      'the backend': 'supermin-backend-told@1.2.3',
      'the writer': 'supermin-writer-ext2@4.5.6',
      'the packages': expect.any(String),
    });
  });

  it('is the one that is named', async () => {
    const told = new ToldRepository();
    const plugins = registryOf(told);
    const request = requestOf(told, { plugins, from: ['told:1'], backend: 'other' });
    await expect(repositoryRoot(request)).rejects.toMatchObject({
      code: 'REPOSITORY_UNSUPPORTED',
    });
  });

  it('is that of the lock', async () => {
    const told = new ToldRepository();
    const { appliance } = await lockedAppliance(told, 'told/of-the-lock');
    const request = requestOf(told, { plugins: registryOf(told), appliance, packages: [] });
    const { plugins, root } = (await repositoryRoot(request))!;
    expect(root.packages).toEqual(['kept']);
    expect(plugins.family).toBe('told/of-the-lock');
  });

  it('is an installed one where no plugins are given', async () => {
    const request = requestOf(new ToldRepository(), { plugins: undefined, from: ['nowhere:1'] });
    await expect(repositoryRoot(request)).rejects.toMatchObject({ code: 'FROM_UNKNOWN' });
  });
});
