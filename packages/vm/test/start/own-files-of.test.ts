import { closeSync, fstatSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { nameOf } from '../../src/snapshot/saved-files.ts';
import { memoryOf, ownFilesOf } from '../../src/start/own-files-of.ts';
import { applianceFiles, planOf } from './plan.ts';

const contentOf = (fd: number) => readFileSync(nameOf(fd), 'utf8');

describe('the files of a VM that can be forked', () => {
  it('are fresh, of the size of its memory, over the images of its appliance', async () => {
    const appliance = { ...applianceFiles(), modules: applianceFiles().initrd };
    const files = await ownFilesOf(planOf({ appliance, memory: 2 }));
    expect(fstatSync(files.memory)).toMatchObject({ size: 2 * 2 ** 20, blocks: 0 });
    expect(contentOf(files.disks.root)).toBe('root');
    expect(contentOf(files.disks.modules!)).toBe('initrd');
    expect(contentOf(files.disks.layer.file).slice(0, 3)).toBe('QFI');
    files.close();
  });

  it('have what the saved one has, over the images that it had', async () => {
    const directory = scratchDirectory();
    const open = (name: string) => {
      writeFileSync(join(directory, name), `saved ${name}`);
      return openSync(join(directory, name), 'r');
    };
    const origin = {
      ...{ memory: open('memory'), layer: open('layer') },
      ...{ root: open('root'), modules: open('modules') },
    };
    const files = await ownFilesOf(planOf({ memory: 2 }), origin);
    for (const fd of Object.values(origin)) closeSync(fd);
    expect(contentOf(files.memory).replaceAll('\0', '')).toBe('saved memory');
    expect(contentOf(files.disks.layer.file).replaceAll('\0', '')).toBe('saved layer');
    expect(contentOf(files.disks.root)).toBe('saved root');
    expect(contentOf(files.disks.modules!)).toBe('saved modules');
    files.close();
  });
});

describe('memoryOf', () => {
  const disks = { root: 1, modules: undefined, layer: { file: 2, written: true } };
  const files = { memory: 3, disks, directory: 4, close() {} };

  it('is written to, and passes on the directory that its state goes to', () => {
    expect(memoryOf(files)).toEqual({
      ...{ memory: 3, disks, shared: true, restored: false },
      inherit: [4],
    });
  });

  it('passes on the state as well of what it is restored from, first', () => {
    expect(memoryOf(files, 0)).toMatchObject({ shared: true, restored: true, inherit: [0, 4] });
  });
});
