import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/build/build.ts';
import type { BuildOptions } from '../../src/build/options.ts';
import type { Writer } from '../../src/plugin/contract.ts';
import { distribution, listingWriter } from '../support/distribution.ts';

/** A writer that makes the directory itself, as chroot does. */
const tree: Writer = {
  name: 'tree',
  outputs: () => [],
  inputs: async () => ({ paths: [], facts: [] }),
  write: async (_, directory) => void mkdirSync(`${directory}/bin`),
};

function scene(writer: Writer = listingWriter()) {
  const { host, backend } = distribution({ bash: { files: ['/bin/bash'] } });
  const top = scratchDirectory({ 'in/packages': 'bash\n' });
  const options: BuildOptions = {
    ...{ backend, writer, host, family: 'test/test', format: writer.name },
    ...{ inputs: [`${top}/in`], output: `${top}/out`, temporaryDirectory: scratchDirectory() },
    cacheDirectory: `${top}/cache`,
  };
  return { top, options, names: () => readdirSync(`${top}/out`).sort() };
}

const refused = { code: 'OUTPUT_OCCUPIED' };

describe('what stands in the output directory', () => {
  it('is refused, and stays; force takes its place', async () => {
    const { top, options, names } = scene();
    writeFiles(top, { 'out/listing': '', 'out/thesis': 'mine' });
    await expect(build(options)).rejects.toMatchObject({
      ...refused,
      message: `the output directory ${top}/out is not an earlier output: it contains listing, thesis`,
    });
    expect(names()).toEqual(['listing', 'thesis']);
    await build({ ...options, force: true });
    expect(names()).toEqual(['listing', 'options']);
  });

  it("is an earlier output without a record, if it is exactly the writer's files", async () => {
    const { top, options, names } = scene();
    writeFiles(top, { 'out/listing': '' });
    await expect(build(options)).rejects.toMatchObject(refused);
    writeFiles(top, { 'out/options': '' });
    await build(options);
    expect(names()).toEqual(['listing', 'options']);
  });

  it('is an earlier output by its record, also of another format, or if files are gone', async () => {
    const { top, options } = scene();
    await build(options);
    rmSync(`${top}/out/options`);
    await build(options);
    await build({ ...options, writer: tree, format: 'tree' });
    await build(options);
    writeFiles(top, { 'out/mine': '' });
    await expect(build(options)).rejects.toMatchObject(refused);
    expect(existsSync(`${top}/out/mine`)).toBe(true);
  });

  it('a whole tree is an earlier output by its record, with all that came into it', async () => {
    const { top, options, names } = scene(tree);
    await build(options);
    writeFiles(top, { 'out/etc/more': '' });
    await build(options);
    expect(names()).toEqual(['bin']);
    await expect(build({ ...options, cacheDirectory: `${top}/other` })).rejects.toMatchObject(
      refused,
    );
  });

  it('another directory in the place of a recorded tree is none', async () => {
    const { top, options } = scene(tree);
    await build(options);
    renameSync(`${top}/out`, `${top}/moved`);
    writeFiles(top, { 'out/thesis': 'mine' });
    await expect(build(options)).rejects.toMatchObject(refused);
    expect(existsSync(`${top}/out/thesis`)).toBe(true);
  });

  it('nor is one that has got the inode number of the recorded one', async () => {
    const { top, options } = scene(tree);
    await build(options);
    rmSync(`${top}/out`, { recursive: true });
    writeFiles(top, { 'out/thesis': 'mine' });
    await expect(build(options)).rejects.toMatchObject(refused);
  });
});

describe('what is read is never replaced', () => {
  it.each<[string, (top: string) => Partial<BuildOptions>]>([
    ['--kernel', (top) => ({ kernel: `${top}/out/vmlinuz` })],
    ['SUPERMIN_KERNEL', (top) => ({ environment: { SUPERMIN_KERNEL: `${top}/out/vmlinuz` } })],
    ['SUPERMIN_MODULES', (top) => ({ environment: { SUPERMIN_MODULES: `${top}/out` } })],
    [
      'an input in a directory that is given twice',
      (top) => ({ inputs: [`${top}/in`, `${top}/out`] }),
    ],
  ])('%s', async (_, more) => {
    const { top, options } = scene();
    const { host } = options;
    writeFiles(top, { 'out/vmlinuz': '' });
    const asRoot = {
      ...host!,
      root: '/',
      open: (path: string) => ({ kind: 'path' as const, path }),
    };
    const job = { ...options, force: true, host: asRoot, ...more(top) };
    await expect(build(job)).rejects.toMatchObject({ code: 'OUTPUT_HOLDS_INPUT' });
    expect(existsSync(`${top}/out/vmlinuz`)).toBe(true);
  });

  it('--root', async () => {
    const { options } = scene();
    const output = options.host!.root;
    await expect(build({ ...options, output, force: true })).rejects.toMatchObject({
      code: 'OUTPUT_HOLDS_INPUT',
    });
    writeFileSync(`${output}/still-there`, '');
  });
});
