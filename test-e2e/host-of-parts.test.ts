import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hostOfParts } from '../packages/test-support/src/index.ts';
import { fsck } from './support/judges.ts';
import { differences, listDirectory, listImage } from './support/listing.ts';
import { succeed } from './support/processes.ts';
import { workspace } from './support/workspace.ts';

type Core = typeof import('@supermin/core');

const installed = (module: string) => import(join(import.meta.dirname, '..', module));

const WRITERS: Record<string, { module: string; options?: Record<string, string> }> = {
  ext2: { module: 'packages/writer-ext2/dist/index.js', options: { size: '1G' } },
  cpio: { module: 'packages/writer-cpio/dist/index.js', options: { compression: 'gzip' } },
  chroot: { module: 'packages/writer-chroot/dist/index.js' },
  tar: { module: 'examples/supermin-writer-tar/index.js', options: { 'tar-name': 'root.tar' } },
};

describe.each(Object.keys(WRITERS))('%s of a host whose files are parts of an archive', (name) => {
  const directory = workspace();
  const plain = join(directory, 'plain');
  const parts = join(directory, 'parts');

  beforeAll(async () => {
    const input = join(directory, 'packages');
    writeFileSync(input, 'bash\ncoreutils\n');
    const { build, localHost }: Core = await installed('packages/core/dist/index.js');
    const { backend } = await installed('packages/backend-dpkg/dist/index.js');
    const { module, options } = WRITERS[name]!;
    const { writer } = await installed(module);
    const common = { inputs: [input], backend, family: 'debian/dpkg', writer, format: name };
    const more = { sourceDateEpoch: 1_700_000_000, writerOptions: options ?? {}, copyKernel: true };
    const host = localHost();
    await build({ ...common, ...more, host, output: plain });
    const archive = join(directory, 'archive');
    // Which architecture it has, the programs of a root that is not `/` tell.
    await build({ ...common, ...more, host: hostOfParts(host, archive), output: parts });
  });

  const same = (file: string) =>
    expect(readFileSync(join(parts, file)).equals(readFileSync(join(plain, file)))).toBe(true);

  it.runIf(name === 'ext2')('is a sound image with the same tree, kernel and initrd', async () => {
    await fsck(join(parts, 'root'));
    const [ours, theirs] = [
      await listImage(join(parts, 'root')),
      await listImage(join(plain, 'root')),
    ];
    expect(ours.size).toBeGreaterThan(500);
    expect(differences(ours, theirs)).toEqual([]);
    same('kernel');
    same('initrd');
  });

  it.runIf(name === 'cpio')('is the same archive to cpio', async () => {
    const list = async (of: string) => {
      const script = 'gzip -dc < "$1" | cpio -itv --quiet';
      return (await succeed('sh', ['-c', script, 'sh', join(of, 'initrd')])).stdout;
    };
    expect((await list(parts)).split('\n').length).toBeGreaterThan(500);
    expect(await list(parts)).toBe(await list(plain));
    same('initrd');
  });

  it.runIf(name === 'chroot')('is the same tree', () => {
    expect(listDirectory(parts).size).toBeGreaterThan(500);
    expect(differences(listDirectory(parts), listDirectory(plain))).toEqual([]);
  });

  it.runIf(name === 'tar')('is the same archive to tar', async () => {
    const { stdout } = await succeed('tar', ['-tf', join(parts, 'root.tar')]);
    expect(stdout.split('\n').length).toBeGreaterThan(500);
    same('root.tar');
  });
});
