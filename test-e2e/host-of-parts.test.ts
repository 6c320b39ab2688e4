import { copyFileSync, cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { archive } from '@supermin/test-support/archive';
import { hostOfParts } from '@supermin/test-support/host';
import { fsck, listImage } from '@supermin/test-support/images';
import { differences, listDirectory } from '@supermin/test-support/listing';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';

type Core = typeof import('@supermin/core');

const top = join(import.meta.dirname, '..');
const installed = (module: string) => import(resolve(top, module));

/** An example is not part of the workspace: it is run beside packages that are. */
function exampleBesidePackages(name: string): string {
  const directory = scratchDirectory();
  cpSync(join(top, 'examples', name), directory, { recursive: true });
  symlinkSync(join(top, 'packages/writer-cpio/node_modules'), join(directory, 'node_modules'));
  return directory;
}

interface Subject {
  module: string;
  options?: Record<string, string>;
  /** Is what was made of parts sound, and the same as what was made of plain files? */
  judge(parts: string, plain: string): Promise<void>;
}

function expectSame(file: string, parts: string, plain: string): void {
  expect(readFileSync(join(parts, file)).equals(readFileSync(join(plain, file)))).toBe(true);
}

async function expectListed(program: string, args: readonly string[]): Promise<void> {
  const { stdout } = await succeed(program, args);
  expect(stdout.split('\n').length).toBeGreaterThan(500);
}

const WRITERS: Record<string, Subject> = {
  ext2: {
    module: 'packages/writer-ext2/dist/index.js',
    options: { size: '1G' },
    async judge(parts, plain) {
      await fsck(join(parts, 'root'));
      const ours = await listImage(join(parts, 'root'));
      expect(ours.size).toBeGreaterThan(500);
      expect(differences(ours, await listImage(join(plain, 'root')))).toEqual([]);
      for (const file of ['kernel', 'initrd']) expectSame(file, parts, plain);
    },
  },
  cpio: {
    module: 'packages/writer-cpio/dist/index.js',
    async judge(parts, plain) {
      await expectListed('cpio', ['-it', '--quiet', '-F', join(parts, 'initrd')]);
      expectSame('initrd', parts, plain);
    },
  },
  'cpio.gz': {
    module: 'packages/writer-cpio/dist/index.js',
    options: { compress: 'gzip' },
    async judge(parts, plain) {
      // It wants a name that ends so.
      copyFileSync(join(parts, 'initrd'), join(parts, 'initrd.gz'));
      await succeed('gzip', ['-t', join(parts, 'initrd.gz')]);
      expectSame('initrd', parts, plain);
    },
  },
  chroot: {
    module: 'packages/writer-chroot/dist/index.js',
    async judge(parts, plain) {
      expect(listDirectory(parts).size).toBeGreaterThan(500);
      expect(differences(listDirectory(parts), listDirectory(plain))).toEqual([]);
    },
  },
  tar: {
    module: join(exampleBesidePackages('supermin-writer-tar'), 'index.js'),
    options: { 'tar-name': 'root.tar' },
    async judge(parts, plain) {
      await expectListed('tar', ['-tf', join(parts, 'root.tar')]);
      expectSame('root.tar', parts, plain);
    },
  },
};

describe('of a host whose files are parts of an archive', () => {
  const directory = scratchDirectory();
  const inputs = [join(directory, 'packages'), join(directory, 'init.tar')];
  writeFileSync(inputs[0]!, 'bash\ncoreutils\n');
  writeFileSync(inputs[1]!, archive([{ name: 'init', mode: 0o755, content: '#!/bin/sh\n' }]));

  it.each(Object.entries(WRITERS))('%s is the same as of plain files', async (format, subject) => {
    const { build, localHost }: Core = await installed('packages/core/dist/index.js');
    const { backend } = await installed('packages/backend-dpkg/dist/index.js');
    const { writer } = await installed(subject.module);
    const output = (of: string) => join(directory, `${format}-${of}`);
    const common = {
      ...{ inputs, backend, family: 'debian/dpkg', writer, format },
      ...{ sourceDateEpoch: 1_700_000_000, copyKernel: true },
      writerOptions: subject.options ?? {},
    };
    const host = localHost();
    await build({ ...common, host, output: output('plain') });
    const parts = hostOfParts(host, join(directory, `${format}-archive`));
    await build({ ...common, host: parts, output: output('parts') });
    await subject.judge(output('parts'), output('plain'));
  });
});
