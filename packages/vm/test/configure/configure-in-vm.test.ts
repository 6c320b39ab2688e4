import { readdirSync } from 'node:fs';
import {
  type Configuration,
  fetchPackageFiles,
  LayerStore,
  LockedPackages,
  type SuperminEvent,
} from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConfigureOptions } from '../../src/appliance/configure.ts';
import { configureInVm } from '../../src/configure/configure-in-vm.ts';
import { ARCHIVE, CLOCK, LIST, SpokenRoot } from './spoken-root.ts';

afterEach(() => void vi.unstubAllEnvs());

/** Configures the packages, and has the paths of the layer that is made of what has changed. */
async function configure(spoken: SpokenRoot, more: Partial<ConfigureOptions> = {}) {
  vi.stubEnv('PATH', spoken.path);
  const { lock, backend } = spoken;
  const options = { ...spoken.options, ...more };
  const { configuration, configuresFiles: keepFiles } = backend.repository!;
  const packages = await LockedPackages.fetch(lock, { ...spoken.options, keepFiles });
  const job = {
    ...{ packages, configuration: configuration!(packages.packages, lock.arch) },
    ...{ store: new LayerStore(spoken.cacheDirectory), key: 'a'.repeat(64) },
    packageFiles: () => fetchPackageFiles(lock, spoken.options),
  };
  const { tree, notes } = await configureInVm(job, options);
  return { paths: [...tree.walk()].map(({ path }) => path), notes };
}

/** Arguments of the last VM's QEMU. */
const qemuArgs = (spoken: SpokenRoot) => spoken.qemu.logs.at(-1)!.args;

const INSTALL: Configuration['install'] = {
  ...{ packageFiles: '/packages', target: '/target', kept: [] },
  isFailure: (line) => line === 'broken',
};

describe('configureInVm', () => {
  it('does it step by step, and brings back what has changed since', async () => {
    const spoken = new SpokenRoot();
    expect(await configure(spoken)).toMatchObject({
      ...{ paths: ['/etc', '/etc/new'], notes: { removed: ['/etc/gone'] } },
    });
    const [ran] = spoken.ran;
    expect(ran!.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'sh -c date',
      // What a package has is not written.
      '/etc/policy 755',
      ...['configure it', 'trigger'],
      ...['sh -c kill', 'sh -c date', LIST, ARCHIVE],
    ]);
    expect(ran!.at(-1)).toContain(' --directory=/ ');
    expect(ran!.at(-1)).toContain(' --newer=@999 ');
    expect(spoken.said()).toEqual(['configure it', 'set up', 'trigger', 'bring the root back']);
  });

  it.each([
    ['clock', { [CLOCK]: { stdout: 'unknown\n' } }],
    ['paths', { [LIST]: { status: 2 } }],
  ])('brings all of the root back where its %s cannot be known', async (_, commands) => {
    const spoken = new SpokenRoot({ commands });
    // Where all is there, what is not is gone.
    expect((await configure(spoken)).notes).toMatchObject({
      removed: ['/etc/gone', '/etc/kept', '/etc/there'],
    });
    expect(spoken.ran[0]!.at(-1)).not.toContain('--newer');
  });

  it('installs the packages from their files, in a directory that becomes the root', async () => {
    const spoken = new SpokenRoot({}, { install: INSTALL });
    expect((await configure(spoken)).paths).toEqual(['/etc', '/etc/new']);
    expect(spoken.built[0]!.paths).toEqual(
      expect.arrayContaining(['/packages', `/packages/${spoken.sha256}`, '/target']),
    );
    const [ran] = spoken.ran;
    expect(ran!.filter((line) => line.startsWith(CLOCK))).toHaveLength(1);
    expect(ran!.some((line) => line.startsWith(LIST))).toBe(false);
    expect(ran!.at(-1)).toContain(' --directory=/target ');
    expect(ran!.at(-1)).not.toContain('--newer');
  });

  it('has no package files in a root in which they are not needed', async () => {
    const spoken = new SpokenRoot();
    await configure(spoken);
    expect(spoken.built[0]!.paths).toEqual([]);
  });

  it('has an image with room to write in, all modules, and the kernel that is asked for', async () => {
    const spoken = new SpokenRoot();
    await configure(spoken);
    const kernelEnvironment = { SUPERMIN_KERNEL: '/k' };
    await configure(spoken, { kernel: '/boot/k', kernelEnvironment });
    const [first, second] = spoken.built.map(({ context }) => context);
    expect(first).toMatchObject({
      ...{ options: { size: '+8G', modules: 'all' }, readableKernel: true, kernel: undefined },
      ...{ environment: {}, cpu: 'x86_64', cacheDirectory: spoken.cacheDirectory },
    });
    expect(second).toMatchObject({ kernel: '/boot/k', environment: kernelEnvironment });
    expect(spoken.events).toContainEqual(
      expect.objectContaining({ kind: 'stage', name: 'write ext2' }),
    );
  });

  it('has a network only where that is asked for, and is not saved', async () => {
    const spoken = new SpokenRoot();
    await configure(spoken);
    expect(qemuArgs(spoken).join(' ')).not.toContain('-netdev');
    await configure(spoken, { network: true });
    expect(qemuArgs(spoken).join(' ')).toContain('-netdev');
    expect(spoken.said('template: ')).toEqual(['not used: not wanted', 'not used: not wanted']);
  });

  it('leaves nothing but the layer, and ends the VM', async () => {
    const temporaryDirectory = scratchDirectory();
    const before = process.listenerCount('exit');
    await configure(new SpokenRoot(), { temporaryDirectory });
    const failing = new SpokenRoot({ commands: { trigger: { status: 1 } } });
    await expect(configure(failing, { temporaryDirectory })).rejects.toThrow();
    expect(readdirSync(temporaryDirectory)).toEqual([]);
    // It would be killed at the exit of this process.
    expect(process.listenerCount('exit')).toBe(before);
  });

  it('says which step has failed, and how', async () => {
    const spoken = new SpokenRoot({
      commands: { trigger: { stdout: 'some\n', stderr: 'words\n', status: 3 } },
    });
    await expect(configure(spoken)).rejects.toMatchObject({
      code: 'CONFIGURE_FAILED',
      message: expect.stringMatching(
        /^could not configure x: 'trigger' ended with status 3; .*\n(some\nwords|words\nsome)$/,
      ),
    });
    expect(spoken.ran[0]!.at(-1)).toBe('trigger');
  });

  it('says what was under way when its time was over', async () => {
    const silent = new SpokenRoot({ silent: true });
    await expect(configure(silent, { timeout: 0.3 })).rejects.toMatchObject({
      code: 'CONFIGURE_TIMEOUT',
      message: 'packages were not configured within 0.3 seconds: the start of the VM was under way',
    });
    const commands = { configure: { stdout: 'half of it\n', stays: true } };
    const slow = new SpokenRoot({ commands });
    await expect(configure(slow, { timeout: 4 })).rejects.toMatchObject({
      code: 'CONFIGURE_TIMEOUT',
      message:
        'packages were not configured within 4 seconds: configure it was under way; the end of its output:\nhalf of it',
    });
  });

  it('ends for the reason of its signal', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const spoken = new SpokenRoot({ commands: { configure: { stdout: 'up\n', stays: true } } });
    const report = (event: SuperminEvent) => {
      if (event.kind === 'message' && event.text === 'configure: up') controller.abort(reason);
    };
    const { signal } = controller;
    await expect(configure(spoken, { signal, report })).rejects.toBe(reason);
  });

  it('is told of by what it makes where nobody listens', async () => {
    const { paths } = await configure(new SpokenRoot(), { report: undefined });
    expect(paths).toEqual(['/etc', '/etc/new']);
  });
});
