import { archive, type Member } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { newJob } from '../../src/build/job.ts';
import { writerContext } from '../../src/build/writer-context.ts';
import { localHost } from '../../src/host/local-host.ts';
import type { Writer } from '../../src/plugin/contract.ts';
import { type LockedRoot, lockedRoot } from '../../src/repository/locked-root.ts';
import { sourceOf } from '../support/layers.ts';
import { backendOf, lockOf } from '../support/repository.ts';

/** A package file is a tar archive here. */
function backend(members: readonly Member[]) {
  return backendOf(async () => sourceOf(members));
}

const MACHINE = {
  'boot/vmlinuz-1': 'kernel of the machine',
  'boot/grub/grub.cfg': 'password of the machine',
  'lib/modules/1/modules.dep': 'modules of the machine',
};

async function rootOf(members: readonly Member[]): Promise<LockedRoot> {
  const host = localHost(scratchDirectory(MACHINE));
  const options = { backend: backend(members), cacheDirectory: scratchDirectory(), host };
  return lockedRoot(lockOf(archive(members)), options);
}

describe('lockedRoot', () => {
  it("has files of packages, and never this machine's in their places", async () => {
    const { host, kernelHost } = await rootOf([
      { name: 'boot/grub/grub.cfg', content: 'of the package' },
    ]);
    expect(host.readFile('/boot/grub/grub.cfg').toString()).toBe('of the package');
    expect(host.lstat('/boot/vmlinuz-1')).toBeUndefined();
    expect(host.lstat('/lib/modules')).toBeUndefined();
    expect(kernelHost.readFile('/boot/vmlinuz-1').toString()).toBe('kernel of the machine');
  });

  it('has inode numbers that tell it from another lock of the same names', async () => {
    const members = (content: string) => [{ name: 'f', content }];
    const [one, two] = ['one', 'two'].map((content) => lockOf(archive(members(content))));
    const numbers: (number | undefined)[] = [];
    for (const lock of [one!, one!, two!]) {
      const options = { backend: backend(members('one')), cacheDirectory: scratchDirectory() };
      const { host } = await lockedRoot(lock, { ...options, host: localHost(scratchDirectory()) });
      numbers.push(host.lstat('/f')?.ino);
    }
    expect(numbers[1]).toBe(numbers[0]);
    expect(numbers[2]).not.toBe(numbers[0]);
  });

  it('gives writers the kernel of this machine, and the build the files', async () => {
    const root = await rootOf([{ name: 'boot/grub/grub.cfg', content: 'of the package' }]);
    const writer: Writer = {
      name: 'w',
      outputs: () => [],
      inputs: async () => ({ paths: [], facts: [] }),
      write: async () => {},
    };
    const job = newJob({
      ...{ inputs: [], output: '/x', family: 'fake/fake', format: 'w', writer },
      ...{ backend: backend([]), lockedRoot: root },
    });
    expect(job.host).toBe(root.host);
    expect(writerContext(job).host).toBe(root.kernelHost);
  });

  it.each<[string, Member[]]>([
    ['an empty directory', [{ name: 'lib/modules/', type: '5' }]],
    ['directories of a version', [{ name: 'usr/lib/modules/2/kernel/', type: '5' }]],
    ['another file', [{ name: 'lib/modules/2/README', content: '' }]],
  ])("keeps this machine's kernel beside %s", async (_, members) => {
    const { kernelHost } = await rootOf(members);
    expect(kernelHost.stat('/lib/modules/1/modules.dep')).toMatchObject({ type: 'file' });
  });

  it.each([
    'lib/modules/2/modules.dep',
    'usr/lib/modules/2/extra/ext2.ko.xz',
    'lib/modules/2/extra.ko',
  ])('has the kernel of a package with %s', async (name) => {
    const { host, kernelHost } = await rootOf([{ name, content: '' }]);
    expect(kernelHost).toBe(host);
  });

  it('makes the lists of modules that a package makes when it is configured, of its newest time', async () => {
    const member = (name: string, mtime: string) => ({ name, content: '', pax: { mtime } });
    const { host, files } = await rootOf([
      member('usr/lib/modules/2/kernel/a.ko', '7'),
      member('etc/x', '9'),
    ]);
    const lists = ['alias', 'dep', 'softdep'].map((name) => `modules.${name}`);
    expect(host.readdir('/usr/lib/modules/2')).toEqual(['kernel', ...lists]);
    expect(host.stat('/usr/lib/modules/2/modules.dep')).toMatchObject({ type: 'file', mtime: 9 });
    expect(files).toEqual([]);
  });
});
