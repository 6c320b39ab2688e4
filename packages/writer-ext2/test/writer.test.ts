import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { guestInitPath, type Kernel, type ModuleSelection } from '@supermin/boot';
import { localHost, type SuperminEvent, type WriterContext } from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it, vi } from 'vitest';
import { writer } from '../src/writer.ts';
import { debugfs, expectSound } from './support/judge.ts';
import { file, hostFile, treeOf } from './support/trees.ts';

// The kernel and the initrd are another package's, with tests of its own.
const boot = vi.hoisted(() => ({ calls: [] as unknown[][] }));
vi.mock('@supermin/boot', async (original) => {
  const kernel: Kernel = { path: '/boot/vmlinuz-6.1', version: '6.1', modules: '/lib/modules/6.1' };
  const note =
    (name: string) =>
    async (...args: unknown[]) => {
      boot.calls.push([name, ...args.slice(0, -1)]);
    };
  return {
    ...(await original<typeof import('@supermin/boot')>()),
    chooseKernel: () => kernel,
    kernelInputs: () => [kernel.path, kernel.modules],
    putSelectedModules: async (tree: FileTree, _source: unknown, { kind }: ModuleSelection) => {
      if (kind === 'all') tree.put('/lib/modules/6.1/a.ko', file('module'));
    },
    putInitrd: note('initrd'),
    writeKernel: note('kernel'),
  };
});

const scratch = scratchDirectory();

function context(more: Partial<WriterContext> = {}): WriterContext {
  return {
    host: localHost(),
    signal: new AbortController().signal,
    report: () => {},
    environment: {},
    cpu: 'x86_64',
    copyKernel: true,
    options: {},
    writer: () => Promise.reject(new Error('no other writer')),
    temporaryDirectory: () => {
      throw new Error('not here');
    },
    ...more,
  };
}

describe('writer', () => {
  it('makes kernel, initrd and root', () => {
    expect(writer.name).toBe('ext2');
    expect(writer.outputs(context())).toEqual(['kernel', 'initrd', 'root']);
  });

  it('depends on the kernel and the guest init', async () => {
    const options = { size: '1G' };
    expect(await writer.inputs(context({ options }))).toEqual({
      paths: ['/boot/vmlinuz-6.1', '/lib/modules/6.1', guestInitPath('x86_64')],
      facts: [],
    });
  });

  it('makes a file of its own for a modules image', () => {
    expect(writer.outputs(context({ options: { modules: 'image' } }))).toEqual([
      ...['kernel', 'initrd', 'root', 'modules'],
    ]);
  });

  it('calls an image by its form, and begins only a raw one', async () => {
    const options = { image: 'qcow2', modules: 'image' };
    expect(writer.outputs(context({ options }))).toEqual([
      ...['kernel', 'initrd', 'root.qcow2', 'modules'],
    ]);
    expect(await writer.begin?.(scratch, context({ options: { image: 'qcow2' } }))).toBeUndefined();
  });

  it('finds modules that make no sense before anything is read', async () => {
    const options = { modules: '../etc' };
    await expect(writer.inputs(context({ options }))).rejects.toMatchObject({
      code: 'MODULES_OPTION',
    });
  });

  it('finds a bad size before anything is read', async () => {
    const options = { size: 'large' };
    await expect(writer.inputs(context({ options }))).rejects.toMatchObject({ code: 'EXT2_SIZE' });
  });

  it('writes all three, with the modules in the image', async () => {
    const directory = join(scratch, 'out');
    mkdirSync(directory);
    const events: SuperminEvent[] = [];
    const report = (event: SuperminEvent) => events.push(event);
    boot.calls.length = 0;
    await writer.write(treeOf({ '/bin/sh': file('sh') }), directory, {
      ...context({ report, options: { size: '8M' } }),
      sourceDateEpoch: 1_234_567_890,
    });
    expectSound(`${directory}/root`);
    expect(debugfs(`${directory}/root`, 'cat /lib/modules/6.1/a.ko')).toBe('module');
    expect(debugfs(`${directory}/root`, 'show_super_stats -h')).toContain('Feb 13 23:31:30 2009');
    expect(boot.calls.map(([name, , path, options]) => [name, path, options])).toEqual([
      ['initrd', `${directory}/initrd`, undefined],
      ['kernel', `${directory}/kernel`, { copy: true }],
    ]);
    expect(events.flatMap((event) => (event.kind === 'stage' ? [event.name] : []))).toEqual([
      'initrd',
      'plan image',
      'write image',
      'kernel',
    ]);
  });

  it('writes a qcow2 file in its place', async () => {
    const directory = join(scratch, 'qcow2');
    mkdirSync(directory);
    const options = { size: '8M', image: 'qcow2', compress: 'zlib' };
    await writer.write(treeOf({ '/bin/sh': file('sh') }), directory, context({ options }));
    expect(readdirSync(directory)).toEqual(['root.qcow2']);
    const magic = readFileSync(`${directory}/root.qcow2`).subarray(0, 8).toString('hex');
    expect(magic).toBe('514649fb00000003');
  });

  it('writes nothing when the size is too small', async () => {
    const directory = join(scratch, 'small');
    mkdirSync(directory);
    const tree = treeOf({ '/big': hostFile('/nonexistent', 1e9) });
    await expect(
      writer.write(tree, directory, context({ options: { size: '20M' } })),
    ).rejects.toMatchObject({ code: 'EXT2_TOO_SMALL' });
    expect(readdirSync(directory)).toEqual([]);
    expect(existsSync(`${directory}/root`)).toBe(false);
  });
});
