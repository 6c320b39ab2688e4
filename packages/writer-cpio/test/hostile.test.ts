import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build, type Host, isSuperminError } from '@supermin/core';
import { archive, hostileArchives } from '@supermin/test-support/archive';
import { listDirectory } from '@supermin/test-support/listing';
import { removeDirectories, scratchDirectory } from '@supermin/test-support/scratch';
import { emptyBackend } from '@supermin/test-support/writers';
import { beforeAll, describe, expect, it } from 'vitest';
import { writer } from '../src/writer.ts';
import { output, unpack } from './support/judge.ts';
import { kernelHost } from './support/kernel.ts';

const IS_ROOT = process.getuid?.() === 0;
if (!IS_ROOT) console.log('writer-cpio: hostile archives are unpacked by root only');

const INIT = archive([{ name: 'init', content: '#!/bin/sh\n', mode: 0o755 }]);

describe('hostile tarballs', () => {
  let host: Host;
  const names = [...hostileArchives('/x').keys()];

  beforeAll(() => {
    host = kernelHost(scratchDirectory());
  });

  it('are many', () => {
    expect(names.length).toBeGreaterThanOrEqual(30);
  });

  it.each(names)('%s: an error or a harmless file', async (name) => {
    const top = scratchDirectory();
    mkdirSync(`${top}/outside/folder`, { recursive: true });
    writeFileSync(`${top}/outside/secret`, 'secret', { mode: 0o600 });
    const hostile = hostileArchives(`${top}/outside`).get(name)!;
    writeFileSync(`${top}/base.tar`, hostile);
    writeFileSync(`${top}/init.tar`, INIT);
    const before = listDirectory(top);
    const result = `${top}/out`;
    try {
      await build({
        ...{ inputs: [`${top}/init.tar`, `${top}/base.tar`], output: result, host },
        ...{ backend: emptyBackend, family: 'none/none', temporaryDirectory: top },
        ...{ writer, format: 'cpio' },
      });
    } catch (error) {
      expect(isSuperminError(error), String(error)).toBe(true);
      expect(readdirSync(top)).not.toContain('out');
      expect(listDirectory(top)).toEqual(before);
      return;
    }
    const initrd = readFileSync(`${result}/initrd`);
    for (const path of output('cpio', ['-it0', '--quiet'], { input: initrd })
      .toString('latin1')
      .split('\0')) {
      expect(path.startsWith('/') || path.split('/').includes('..'), path).toBe(false);
    }
    // cpio(1) follows links on its way: nothing may stand below one. Devices are for root to unpack.
    if (IS_ROOT) {
      mkdirSync(`${top}/inside`);
      unpack(initrd, `${top}/inside`);
      removeDirectories([`${top}/inside`]);
    }
    removeDirectories([result]);
    expect(listDirectory(top)).toEqual(before);
  });
});
