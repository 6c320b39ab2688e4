import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from '@supermin/core';
import { listDirectory } from '@supermin/test-support/listing';
import { mount } from '@supermin/test-support/mounts';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { file, symlink, treeOf } from '@supermin/test-support/trees';
import { contextOf, emptyBackend } from '@supermin/test-support/writers';
import { describe, expect, it } from 'vitest';
import { writer } from '../src/writer.ts';
import { output, unpack } from './support/judge.ts';
import { kernelHost, VERSION } from './support/kernel.ts';

const IS_ROOT = process.getuid?.() === 0;
const PACKAGE = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const INIT = file('#!/bin/sh\n', { mode: 0o755 });

describe('the cpio writer', () => {
  it('is what its manifest says', () => {
    const [manifest] = PACKAGE.supermin.writers;
    expect([manifest.name, ...manifest.aliases]).toEqual([writer.name, 'initramfs']);
    expect(writer.outputs(contextOf())).toEqual(['kernel', 'initrd']);
  });

  it('depends on the kernel and its modules', async () => {
    const host = kernelHost(scratchDirectory());
    const context = contextOf({ compress: 'zstd' }, { host, copyKernel: true });
    const { paths, facts } = await writer.inputs(context);
    expect(paths).toContain(`${host.root}/lib/modules/${VERSION}/modules.dep`);
    expect(facts).toEqual([]);
  });

  it.each(['none', 'gzip', 'zstd', 'xz'])(
    'streams the bytes of its initrd: %s',
    async (compress) => {
      const directory = scratchDirectory();
      const temporary = scratchDirectory();
      const host = kernelHost(scratchDirectory());
      const temporaryDirectory = () => temporary;
      const context = contextOf({ compress }, { host, copyKernel: true, temporaryDirectory });
      const tree = () => treeOf({ '/init': INIT, '/f': file('x'.repeat(3 << 20)) });
      await writer.write(tree(), directory, context);
      const chunks: Uint8Array[] = [];
      for await (const chunk of writer.stream!(tree(), context)) chunks.push(chunk);
      expect(Buffer.concat(chunks).equals(readFileSync(`${directory}/initrd`))).toBe(true);
      expect(readdirSync(temporary)).toEqual([]);
    },
  );

  it('a stream that nobody reads to its end leaves nothing at work', async () => {
    const context = contextOf(
      { compress: 'xz' },
      { host: kernelHost(scratchDirectory()), temporaryDirectory: scratchDirectory },
    );
    const tree = treeOf({ '/init': INIT, '/f': file('x'.repeat(3 << 20)) });
    for await (const _ of writer.stream!(tree, context)) break;
    const missing = writer.stream!(treeOf({ '/f': file('x') }), context);
    await expect(missing[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'CPIO_NO_INIT',
    });
  });

  it('refuses a wrong compression, and a host without kernel, before anything is read', async () => {
    const host = kernelHost(scratchDirectory());
    await expect(writer.inputs(contextOf({ compress: 'bz2' }, { host }))).rejects.toThrow(
      expect.objectContaining({ code: 'CPIO_COMPRESS' }),
    );
    const nothing = contextOf({}, { host: { ...host, readdir: () => [], lstat: () => undefined } });
    await expect(writer.inputs(nothing)).rejects.toThrow(
      expect.objectContaining({ code: 'KERNEL_MISSING' }),
    );
  });

  it('makes kernel and initrd, with all modules where the appliance has them', async () => {
    const [host, out, inside] = [
      kernelHost(scratchDirectory()),
      scratchDirectory(),
      scratchDirectory(),
    ];
    const tree = treeOf({ '/init': INIT, '/usr/lib/x': file(), '/lib': symlink('usr/lib') });
    await writer.write(tree, out, contextOf({}, { host }));
    expect(readdirSync(out).sort()).toEqual(['initrd', 'kernel']);
    expect(lstatSync(`${out}/kernel`).isSymbolicLink()).toBe(true);
    unpack(readFileSync(`${out}/initrd`), inside);
    const module = `/usr/lib/modules/${VERSION}/kernel/fake.ko`;
    expect(readFileSync(inside + module, 'utf8')).toBe('module');
    expect(listDirectory(inside).get('/lib')).toMatchObject({
      type: 'symlink',
      content: 'usr/lib',
    });
  });

  it('copies the kernel when asked to', async () => {
    const [host, out] = [kernelHost(scratchDirectory()), scratchDirectory()];
    await writer.write(treeOf({ '/init': INIT }), out, contextOf({}, { host, copyKernel: true }));
    expect(lstatSync(`${out}/kernel`)).toMatchObject({ mode: 0o100644, size: 20_000 });
  });

  it('is an error for an appliance without /init, before anything is written', async () => {
    const [host, out] = [kernelHost(scratchDirectory()), scratchDirectory()];
    await expect(
      writer.write(treeOf({ '/sbin/init': INIT }), out, contextOf({}, { host })),
    ).rejects.toThrow(expect.objectContaining({ code: 'CPIO_NO_INIT' }));
    expect(readdirSync(out)).toEqual([]);
  });

  it('warns of extended attributes, which get lost', async () => {
    const context = contextOf({}, { host: kernelHost(scratchDirectory()) });
    const xattrs = new Map([['user.x', Buffer.from('y')]]);
    const tree = treeOf({ '/init': INIT, '/a': file('', { xattrs }), '/b': file('', { xattrs }) });
    await writer.write(tree, scratchDirectory(), context);
    expect(context.warnings).toEqual([
      '2 files lost extended attributes, which cpio cannot hold: /a, /b',
    ]);
  });

  it.runIf(IS_ROOT)(
    'leaves the previous output as it was when the disk is full, and no litter',
    async () => {
      const [top, input] = [scratchDirectory(), scratchDirectory()];
      if (!mount(top, '-t', 'tmpfs', '-o', 'size=2M', 'none')) return;
      const host = kernelHost(scratchDirectory());
      const make = (bytes: number) => {
        const content = scratchDirectory();
        writeFileSync(`${content}/init`, '#!/bin/sh\n', { mode: 0o755 });
        writeFileSync(`${content}/f`, Buffer.alloc(bytes, 'x'));
        execFileSync('tar', ['-cf', `${input}/base.tar`, '-C', content, 'init', 'f']);
        return build({
          ...{ inputs: [input], output: `${top}/out`, backend: emptyBackend, family: 'none/none' },
          ...{ writer, format: 'cpio', host },
        });
      };
      await make(1000);
      const before = listDirectory(`${top}/out`);
      expect([...before.keys()]).toEqual(['/initrd', '/kernel']);
      await expect(make(3_000_000)).rejects.toThrow(expect.objectContaining({ code: 'NO_SPACE' }));
      expect(listDirectory(`${top}/out`)).toEqual(before);
      expect(readdirSync(top)).toEqual(['out']);
    },
  );

  it('makes the same bytes from the same input', async () => {
    const [host, input] = [kernelHost(scratchDirectory()), scratchDirectory()];
    mkdirSync(`${input}/root`);
    writeFileSync(`${input}/root/init`, '#!/bin/sh\n', { mode: 0o755 });
    execFileSync('tar', ['-cf', `${input}/base.tar`, '-C', `${input}/root`, 'init']);
    const make = async () => {
      const directory = scratchDirectory();
      await build({
        ...{ inputs: [`${input}/base.tar`], output: `${directory}/out`, family: 'none/none' },
        ...{ backend: emptyBackend, writer, format: 'cpio', host, sourceDateEpoch: 1000 },
      });
      return readFileSync(`${directory}/out/initrd`);
    };
    const first = await make();
    expect(first.equals(await make())).toBe(true);
    expect(output('cpio', ['-it', '--quiet'], { input: first }).toString()).toContain('init\n');
  });
});
