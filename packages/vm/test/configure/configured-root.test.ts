import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConfigureOptions } from '../../src/appliance/configure.ts';
import { configuredRoot } from '../../src/configure/configured-root.ts';
import { SpokenRoot } from './spoken-root.ts';

afterEach(() => void vi.unstubAllEnvs());

function configured(spoken: SpokenRoot, options: Partial<ConfigureOptions> = {}) {
  vi.stubEnv('PATH', spoken.path);
  return configuredRoot(spoken.lock, { ...spoken.options, ...options });
}

/** What is kept of packages. */
const kept = ({ cacheDirectory }: SpokenRoot) => readdirSync(join(cacheDirectory, 'layers-1'));

const BEFORE = 'the packages have been configured before';

describe('configuredRoot', () => {
  it('has what has changed in a VM in which the packages were configured, and says what that is', async () => {
    const spoken = new SpokenRoot();
    const { host, files, digest, packages } = await configured(spoken);
    expect(host.readdir('/etc')).toEqual(['kept', 'new', 'there']);
    expect(String(host.readFile('/etc/new'))).toBe('new');
    expect(host.lstat('/log')).toBeUndefined();
    expect([files, packages]).toEqual([['/etc', '/etc/new'], ['x']]);
    expect(digest).toMatch(/^[0-9a-f]{64} [0-9a-f]{64}$/);
    expect(spoken.said().at(-1)).toBe('2 paths added or changed, 1 removed');
    const lists = spoken.events.flatMap((event) => (event.kind === 'list' ? [event] : []));
    expect(lists.at(-1)!.level).toBe(2);
    expect(lists.at(-1)!.items()).toEqual(['/etc', '/etc/new', 'not /etc/gone']);
    expect(spoken.events).toContainEqual(
      expect.objectContaining({ kind: 'stage', name: 'configure packages' }),
    );
  });

  it('is made once, and kept by a digest', async () => {
    const spoken = new SpokenRoot();
    const first = await configured(spoken);
    expect(spoken.said()).not.toContain(BEFORE);
    const second = await configured(spoken, { network: false });
    expect(spoken.said().at(-1)).toBe(BEFORE);
    expect(spoken.ran).toHaveLength(1);
    expect(second.digest).toBe(first.digest);
    expect(second.host.readdir('/etc')).toEqual(['kept', 'new', 'there']);
    for (const name of kept(spoken)) expect(name).toMatch(/^[0-9a-f]{64}/);
  });

  it('says nothing where nobody listens', async () => {
    const spoken = new SpokenRoot();
    await configured(spoken, { report: undefined });
    await configured(spoken, { report: undefined });
    expect([spoken.events, spoken.ran.length]).toEqual([[], 1]);
  });

  it.each<[string, Partial<ConfigureOptions>]>([
    ['network', { network: true }],
    ['kernel', { kernel: '/boot/vmlinuz-6.1.0-9-test' }],
    ['environment', { kernelEnvironment: { SUPERMIN_KERNEL: '/boot/vmlinuz-6.1.0-9-test' } }],
  ])('is made again with another %s', async (_, options) => {
    const spoken = new SpokenRoot();
    await configured(spoken);
    await configured(spoken, options);
    expect(spoken.said()).not.toContain(BEFORE);
    await configured(spoken, options);
    expect(spoken.said().at(-1)).toBe(BEFORE);
    expect(spoken.ran).toHaveLength(2);
  });

  it.each([
    ['lock', { configuration: {}, members: [{ name: 'etc/there', content: 'x' }] }],
    ['configuration', { configuration: { steps: [{ argv: ['trigger'] }] }, members: undefined }],
    ['rule', { configuration: { discard: [/^\/another$/] }, members: undefined }],
  ])('is made again with another %s', async (_, { configuration, members }) => {
    const spoken = new SpokenRoot();
    await configured(spoken);
    const other = new SpokenRoot({}, configuration, members);
    const { cacheDirectory } = spoken;
    await configured(other, { cacheDirectory });
    expect(other.said()).not.toContain(BEFORE);
    expect(other.ran).toHaveLength(1);
  });

  it('is made again with another kernel of this machine in the place of the old one', async () => {
    const spoken = new SpokenRoot();
    await configured(spoken);
    utimesSync(join(spoken.machine, 'boot/vmlinuz-6.1.0-9-test'), 5, 5);
    await configured(spoken);
    expect(spoken.said()).not.toContain(BEFORE);
    expect(spoken.ran).toHaveLength(2);
  });

  it('does not depend on the kernel of this machine where packages have one', async () => {
    const modules = [{ name: 'lib/modules/2/modules.dep', content: '' }];
    const spoken = new SpokenRoot({}, { files: [] }, modules);
    spoken.machine = scratchDirectory();
    await configured(spoken);
    expect(spoken.ran).toHaveLength(1);
    const without = new SpokenRoot();
    without.machine = scratchDirectory();
    await expect(configured(without)).rejects.toMatchObject({ code: 'KERNEL_MISSING' });
  });

  it('downloads no package file twice that is installed from', async () => {
    const install = {
      ...{ packageFiles: '/packages', target: '/target', kept: [], isFailure: () => false },
    };
    const spoken = new SpokenRoot({}, { install });
    await configured(spoken);
    expect(spoken.said('fetch: ')).toHaveLength(1);
    expect(kept(spoken)).toHaveLength(3);
  });

  it('keeps no package file that nothing is installed from', async () => {
    const spoken = new SpokenRoot();
    await configured(spoken);
    // The package's layer, and that of its changes.
    expect(kept(spoken)).toHaveLength(2);
  });

  it('is refused, before anything is fetched, for a backend that does not configure packages', async () => {
    const { backend } = new SpokenRoot();
    const { repository, ...installed } = backend;
    const { configuration: _, ...rest } = repository!;
    for (const each of [installed, { ...installed, repository: rest }] as Backend[]) {
      const spoken = new SpokenRoot();
      await expect(configured(spoken, { backend: each })).rejects.toMatchObject({
        ...{ code: 'CONFIGURE_UNSUPPORTED' },
        message: "the backend 'fake' does not configure packages",
      });
      expect([spoken.events, spoken.ran]).toEqual([[], []]);
    }
  });

  it('needs a cache', async () => {
    const spoken = new SpokenRoot();
    await expect(configured(spoken, { cacheDirectory: undefined })).rejects.toMatchObject({
      code: 'CACHE_MISSING',
    });
  });
});
