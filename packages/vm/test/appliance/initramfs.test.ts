import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { guestInitPath } from '@supermin/boot';
import { localHost, type SuperminEvent } from '@supermin/core';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { ensureGuestInit } from '@supermin/test-support/vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { initramfsAppliance, isInitramfs } from '../../src/appliance/initramfs.ts';

const MIB = 1 << 20;

describe('isInitramfs', () => {
  it.each([
    [['kernel', 'initrd'], true],
    [['kernel', 'initrd', 'root'], false],
    [['kernel'], false],
    [['initrd'], false],
    [['packages'], false],
    [[], false],
  ])('%j: %s', (names, is) => {
    const files = Object.fromEntries(names.map((name) => [name, '']));
    expect(isInitramfs(scratchDirectory({ ...files, other: '' }))).toBe(is);
  });

  it('the kernel may be a link', () => {
    const directory = scratchDirectory({ initrd: '', vmlinuz: '' });
    symlinkSync('vmlinuz', join(directory, 'kernel'));
    expect(isInitramfs(directory)).toBe(true);
  });
});

describe('initramfsAppliance', () => {
  beforeAll(() => ensureGuestInit({ guestInitPath }));

  /** An appliance whose kernel is that of a root, which has its modules. */
  function appliance(initrd: string) {
    const version = '6.1.0-9-test';
    const modules = `root/lib/modules/${version}`;
    const top = scratchDirectory({
      [`root/boot/vmlinuz-${version}`]: Buffer.alloc(20_000),
      [`${modules}/modules.dep`]: '',
      'appliance/initrd': initrd,
      'cache/.keep': '',
      'scratch/.keep': '',
    });
    chmodSync(join(top, 'cache'), 0o700);
    symlinkSync(join(top, `root/boot/vmlinuz-${version}`), join(top, 'appliance/kernel'));
    symlinkSync('appliance', join(top, 'link'));
    return top;
  }

  async function make(
    top: string,
    {
      signal = new AbortController().signal,
      heard = () => {},
    }: { signal?: AbortSignal; heard?: (text: string) => void } = {},
  ) {
    const said: string[] = [];
    const report = (event: SuperminEvent) => {
      if (event.kind !== 'message') return;
      said.push(event.text);
      heard(event.text);
    };
    const host = localHost(join(top, 'root'));
    const places = { cache: join(top, 'cache'), scratch: join(top, 'scratch') };
    const result = await initramfsAppliance(join(top, 'link'), { host, signal, report, ...places });
    return { ...result, said };
  }

  it('has what it needs to begin in front of the archive, which begins at a multiple of four bytes', async () => {
    const own = 'the archive of the appliance, in whatever compression';
    const top = appliance(own);
    const { appliance: files, said } = await make(top);
    expect(files).toEqual({
      kernel: join(top, 'appliance/kernel'),
      initrd: join(top, 'scratch/initrd'),
    });
    const bytes = readFileSync(files.initrd);
    expect(bytes.subarray(-own.length).toString()).toBe(own);
    expect((bytes.length - own.length) % 4).toBe(0);
    expect(bytes.includes(readFileSync(guestInitPath(os.machine())))).toBe(true);
    expect(said).toContain('kernel: kernel_version 6.1.0-9-test');
    // Of the appliance nothing has changed, and the cache has the first part.
    expect(readFileSync(join(top, 'appliance/initrd'), 'utf8')).toBe(own);
    expect(readdirSync(join(top, 'cache'))).toContain('initrds');
  });

  it.runIf(available('cpio', hasProgram('cpio')))(
    'keeps it in a directory of its own',
    async () => {
      const { appliance: files } = await make(appliance(''));
      const input = readFileSync(files.initrd);
      const { stdout } = spawnSync('cpio', ['--list', '--quiet'], { input, encoding: 'utf8' });
      expect(stdout.trimEnd().split('\n')).toEqual([
        ...['.supermin', '.supermin/init', '.supermin/modules'],
      ]);
    },
  );

  it.each([
    [0, 0],
    [1, 1],
    [MIB, 5],
    [MIB + 1, 6],
  ])('an archive of %d bytes fills %d MiB of memory', async (bytes, memory) => {
    const top = appliance('');
    truncateSync(join(top, 'appliance/initrd'), bytes);
    expect((await make(top)).memory).toBe(memory);
  });

  it('ends for the reason of its signal, also while the archive is copied', async () => {
    const reason = new Error('enough');
    const made = ({ signal }: AbortController, heard: (text: string) => void) =>
      make(appliance('x'), { signal, heard });
    const before = new AbortController();
    before.abort(reason);
    await expect(made(before, () => {})).rejects.toBe(reason);
    const meanwhile = new AbortController();
    const heard = (text: string) => {
      // The last that is said.
      if (text.startsWith('ext2: wrote')) meanwhile.abort(reason);
    };
    await expect(made(meanwhile, heard)).rejects.toBe(reason);
  });

  it('fails where the archive is none', async () => {
    const top = appliance('');
    rmSync(join(top, 'appliance/initrd'));
    mkdirSync(join(top, 'appliance/initrd'));
    await expect(make(top)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
