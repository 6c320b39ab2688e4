import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { kernelModules } from '../../src/kernel/kernel-modules.ts';
import { readModulesImage } from '../../src/kernel/modules-image.ts';
import { openModules } from '../../src/modules/open-modules.ts';
import { temporaryDirectory } from '../kernel/fixture.ts';
import { contextOf, sample, VERSION } from './sample.ts';

describe('the modules of a kernel', () => {
  it('in a directory are read where they are', async () => {
    const root = sample();
    const kernel = kernelModules(root.host, VERSION);
    const temporary = () => {
      throw new Error('there is no need of one');
    };
    const context = { ...contextOf(root), temporaryDirectory: temporary };
    expect(await openModules(kernel, context)).toEqual({ kernel, context, layout: root.host });
  });

  it('in an image, made by mke2fs, are unpacked into a temporary directory', async () => {
    const root = sample();
    const image = join(root.path, 'image');
    writeFileSync(image, '');
    truncateSync(image, 4 << 20);
    const from = join(root.path, 'lib/modules', VERSION);
    execFileSync('/sbin/mke2fs', [
      ...['-q', '-F', '-t', 'ext2', '-M', `/lib/modules/${VERSION}`, '-d', from, image],
    ]);
    const kernel: Kernel = {
      path: '/boot/vmlinuz',
      version: VERSION,
      modules: '/image',
      image: readModulesImage({ kind: 'path', path: image })!,
    };
    const scratch = temporaryDirectory();
    const context = { ...contextOf(root), temporaryDirectory: () => scratch };
    const source = await openModules(kernel, context);
    const directory = source.kernel.modules;
    expect(directory.startsWith(`${scratch}/`)).toBe(true);
    expect(source.layout).toBe(root.host);
    expect(source.context.host.readdir(directory)).toEqual([
      'kernel',
      'modules.builtin',
      'modules.dep',
      'modules.order',
    ]);
    expect(existsSync(join(directory, 'kernel/fs/vfat.ko'))).toBe(true);
    // No copy of the image, which debugfs can read where it is.
    expect(readdirSync(scratch)).toEqual(['modules']);
  });

  it('in a damaged image: an error that names it', async () => {
    const root = sample().file('/image', Buffer.alloc(4096, 1));
    const kernel: Kernel = {
      path: '/boot/vmlinuz',
      version: VERSION,
      modules: '/image',
      image: { uuid: '', version: VERSION },
    };
    await expect(openModules(kernel, contextOf(root))).rejects.toMatchObject({
      code: 'MODULES_IMAGE',
      message: expect.stringContaining(`${root.path}/image`),
    });
  });

  it('without modules.dep: an error that names the version', () => {
    const root = sample();
    expect(() => kernelModules(root.host, '9.9')).toThrow(
      expect.objectContaining({ code: 'KERNEL_MODULES' }),
    );
    expect(() => kernelModules(root.host, '../..')).toThrow(
      expect.objectContaining({ code: 'KERNEL_VERSION' }),
    );
  });
});
