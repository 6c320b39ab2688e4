import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { openScratchFiles, scratchDirectory } from '@supermin/test-support/scratch';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Beginning, makeOwnFiles } from '../../src/snapshot/own-files.ts';
import { copyFiles, nameOf, unnamedFiles } from '../../src/snapshot/saved-files.ts';

const text = (fd: number) => readFileSync(nameOf(fd), 'latin1').replaceAll('\0', '');
const isOpen = (fd: number, name: string) => {
  try {
    return readlinkSync(nameOf(fd)) === name;
  } catch {
    return false;
  }
};

let place: string;
let images: string;
beforeEach(() => {
  place = scratchDirectory();
  images = scratchDirectory({
    root: 'r'.repeat(512),
    modules: 'modules',
    memory: 'mem',
    layer: 'lay',
  });
});

const make = (beginning: Partial<Beginning> = {}, size = 4096) =>
  makeOwnFiles(
    { root: join(images, 'root'), modules: undefined, ...beginning },
    { temporaryDirectory: place, size },
  );

describe('the files of a VM', () => {
  it('begin empty: memory of its size, a layer over all of the root', async () => {
    const files = await make();
    expect(fstatSync(files.memory)).toMatchObject({ size: 4096, blocks: 0 });
    expect(text(files.disks.root)).toBe('r'.repeat(512));
    expect(files.disks.modules).toBeUndefined();
    expect(files.disks.layer.written).toBe(true);
    const layer = readFileSync(nameOf(files.disks.layer.file));
    expect(layer.toString('latin1', 0, 3)).toBe('QFI');
    expect(layer.readBigUInt64BE(24)).toBe(512n);
    files.close();
  });

  it('or with what another one has', async () => {
    const [memory, layer] = ['memory', 'layer'].map((name) => openSync(join(images, name), 'r'));
    const files = await make({ modules: join(images, 'modules'), memory: memory!, layer: layer! });
    expect([files.memory, files.disks.layer.file, files.disks.modules!].map(text)).toEqual([
      ...['mem', 'lay', 'modules'],
    ]);
    files.close();
    expect(text(memory!)).toBe('mem');
    for (const fd of [memory!, layer!]) closeSync(fd);
  });

  it('are gone when they are closed, with their private directory', async () => {
    const files = await make();
    const [name] = readdirSync(place);
    expect(isOpen(files.directory, join(place, name!))).toBe(true);
    expect(fstatSync(files.directory).mode & 0o777).toBe(0o700);
    const memory = readlinkSync(nameOf(files.memory));
    files.close();
    expect(readdirSync(place)).toEqual([]);
    expect(isOpen(files.memory, memory)).toBe(false);
  });

  it('nothing is left where one cannot be made', async () => {
    const before = openScratchFiles();
    await expect(make({ modules: join(images, 'none') })).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(make({}, 2 ** 60)).rejects.toMatchObject({ code: 'FORK_NO_SPACE' });
    expect(readdirSync(place)).toEqual([]);
    expect(openScratchFiles()).toEqual(before);
  });
});

describe('what is saved of them', () => {
  it('is a copy, with the state, and the same images', async () => {
    const [memory, layer] = ['memory', 'layer'].map((name) => openSync(join(images, name), 'r'));
    const files = await make({ modules: join(images, 'modules'), memory: memory!, layer: layer! });
    const asked: [string, number][] = [];
    const saved = await copyFiles(
      files,
      { qemu: '"9"', state: Buffer.from('state') },
      (name, bytes) => {
        asked.push([name, bytes]);
        return unnamedFiles(place)(name, bytes);
      },
    );
    const { blocks } = fstatSync(files.memory);
    expect(asked).toEqual([
      ['memory', blocks * 512],
      ['layer', 3],
      ['state', 5],
    ]);
    files.close();
    expect(saved.qemu).toBe('"9"');
    const { root, modules } = saved;
    expect([saved.memory, saved.layer, saved.state, root, modules!].map(text)).toEqual([
      ...['mem', 'lay', 'state', 'r'.repeat(512), 'modules'],
    ]);
    expect(readdirSync(place)).toEqual([]);
    const name = readlinkSync(nameOf(saved.state));
    saved.close();
    expect(isOpen(saved.state, name)).toBe(false);
    for (const fd of [memory!, layer!]) closeSync(fd);
  });

  it('has no modules where the VM had none', async () => {
    const files = await make();
    const saved = await copyFiles(files, { qemu: '', state: Buffer.alloc(0) }, unnamedFiles(place));
    expect(saved.modules).toBeUndefined();
    saved.close();
    files.close();
  });

  it('nothing is left open where it cannot be', async () => {
    const files = await make();
    const before = openScratchFiles();
    const failing = (name: string, bytes: number) => {
      if (name === 'state') throw new Error('full');
      return unnamedFiles(place)(name as 'layer', bytes);
    };
    const state = { qemu: '', state: Buffer.from('s') };
    await expect(copyFiles(files, state, failing)).rejects.toThrow('full');
    expect(openScratchFiles()).toEqual(before);
    files.close();
    expect(existsSync(place)).toBe(true);
  });
});
