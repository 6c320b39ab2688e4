import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Kernel } from '@supermin/boot';
import { localHost, type WriterContext } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { putModulesImage } from '../../src/modules/shared-image.ts';
import { expectSound } from '../support/judge.ts';

const scratch = scratchDirectory();
let scenes = 0;

const KERNEL: Kernel = { path: '/boot/vmlinuz', version: '6.1', modules: '/lib/modules/6.1' };

function scene() {
  const top = join(scratch, `scene-${++scenes}`);
  const modules = join(top, 'host/lib/modules/6.1');
  mkdirSync(join(modules, 'kernel'), { recursive: true });
  writeFileSync(join(modules, 'modules.dep'), 'kernel/a.ko:\n');
  writeFileSync(join(modules, 'kernel/a.ko'), Buffer.alloc(5000, 'module'));
  const said: string[] = [];
  const context: WriterContext = {
    ...{ host: localHost(join(top, 'host')), signal: new AbortController().signal },
    ...{ environment: {}, cpu: 'x86_64', copyKernel: false, options: {} },
    report: (event) => 'text' in event && said.push(event.text),
    cacheDirectory: join(top, 'cache'),
    temporaryDirectory: () => top,
    writer: () => Promise.reject(new Error('no other writer')),
  };
  let outputs = 0;
  const put = async () => {
    const file = join(top, `output-${++outputs}`);
    await putModulesImage(KERNEL, file, context);
    expectSound(file);
    return { file, bytes: readFileSync(file), ino: lstatSync(file).ino };
  };
  const images = join(top, 'cache/modules');
  return { top, put, said, images, context, kept: () => join(images, readdirSync(images)[0]!) };
}

describe('the modules image of a kernel', () => {
  it('is one file for all appliances', async () => {
    const { put } = scene();
    const [first, second] = [await put(), await put()];
    expect(second.ino).toBe(first.ino);
  });

  it.each<[string, Partial<WriterContext>]>([
    ['there is no cache', { cacheDirectory: undefined }],
    ['its times are told', { sourceDateEpoch: 1 }],
  ])('is made for each where %s', async (_, given) => {
    const { put, context, images } = scene();
    Object.assign(context, given);
    const [first, second] = [await put(), await put()];
    expect(second.ino).not.toBe(first.ino);
    expect(second.bytes.equals(first.bytes)).toBe(true);
    expect(existsSync(images)).toBe(false);
  });

  it('is made again when the kept one was damaged, by a guest that got it writable for example', async () => {
    const { put, kept } = scene();
    const { bytes, file } = await put();
    chmodSync(file, 0o600);
    writeFileSync(file, Buffer.from(bytes).fill(0x55, 2000, 2100));
    expect(readFileSync(kept()).equals(bytes)).toBe(false);
    expect((await put()).bytes.equals(bytes)).toBe(true);
  });

  it.each<[string, (images: string) => void]>([
    ['where others may write to it', (images) => chmodSync(images, 0o777)],
    [
      'where there can be none',
      (images) => {
        rmSync(images, { recursive: true });
        writeFileSync(images, '');
      },
    ],
  ])('is taken from no cache %s, and made all the same', async (_, change) => {
    const { put, images, said } = scene();
    const first = await put();
    change(images);
    const second = await put();
    expect(second.bytes.equals(first.bytes)).toBe(true);
    expect(second.ino).not.toBe(first.ino);
    expect(said).toContainEqual(expect.stringMatching(/^the modules image is not kept: /));
  });
});
