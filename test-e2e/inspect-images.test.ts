import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { listDirectory } from '@supermin/test-support/listing';
import { available, hasProgram, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { superminSucceeds } from './support/installation.ts';

const CAN_TRY = available(
  'inspect of OCI and qcow2 images, by umoci, skopeo and qemu-img',
  ['umoci', 'skopeo', 'qemu-img', 'debugfs'].every(hasProgram),
);

interface Inventory {
  format: string;
  size: number;
  image: { size: number; compression?: string };
  packages: { name: string; files: number; stored: number }[];
  files: { path: string; stored: number }[];
  overhead: { name: string; bytes: number }[];
  notes: string[];
}

const pathsOf = ({ files }: Inventory) =>
  files
    .map(({ path }) => path)
    .slice(1)
    .sort();

function total({ files, overhead }: Inventory): number {
  const bytes = [...files.map(({ stored }) => stored), ...overhead.map((each) => each.bytes)];
  return bytes.reduce((sum, each) => sum + each, 0);
}

/** Each byte is told once: nothing is left over, and nothing is told twice. */
function expectWhole(inventory: Inventory): void {
  expect(total(inventory)).toBe(inventory.size);
  const names = inventory.overhead.map(({ name }) => name);
  expect(names).not.toContain('replaced by later entries');
  for (const { bytes } of inventory.overhead) expect(bytes).toBeGreaterThan(0);
}

/** Bytes of all files below a directory. */
function bytesOf(directory: string): number {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(directory, name)))
    .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
}

/** Bytes from the first of the zeros that end each layer on, by GNU tar. All else in our layers is entries with short names. */
async function bytesOfEnds(layout: string): Promise<number> {
  const { stdout } = await succeed('skopeo', ['inspect', `oci:${layout}:latest`]);
  let bytes = 0;
  for (const digest of JSON.parse(stdout).Layers) {
    const layer = join(layout, 'blobs/sha256', digest.slice('sha256:'.length));
    const listed = await succeed('tar', ['--block-number', '-tf', layer]);
    const [, end] = /^block (\d+): \*\* Block of NULs \*\*$/m.exec(listed.stdout)!;
    bytes += statSync(layer).size - Number(end) * 512;
  }
  return bytes;
}

/** Paths on the disk in a qcow2 file, by debugfs. */
async function pathsOnDisk(qcow2: string): Promise<string[]> {
  const [raw, tree] = [join(scratchDirectory(), 'raw'), scratchDirectory()];
  await succeed('qemu-img', ['convert', '-O', 'raw', qcow2, raw]);
  await succeed('debugfs', ['-R', `rdump / ${tree}`, raw]);
  return [...listDirectory(tree).keys()].sort();
}

describe.runIf(CAN_TRY).each(USERS)('supermin inspect of images as $name', (user) => {
  const top = scratchDirectory({}, user);
  const options = {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { XDG_CACHE_HOME: join(top, 'cache') },
  };
  const appliance = join(top, 'appliance.d');
  const build = async (name: string, ...argv: string[]) => {
    const output = join(top, name);
    await superminSucceeds(['build', ...argv, appliance, '-o', output], options);
    return output;
  };
  const inspect = async (path: string): Promise<Inventory> =>
    JSON.parse((await superminSucceeds(['inspect', '--json', path], options)).stdout);

  beforeAll(async () => {
    const argv = ['prepare', '--use-installed', 'bash', 'coreutils', '-o', appliance];
    await superminSucceeds(argv, options);
  });

  const expectPackages = ({ packages, notes }: Inventory) => {
    expect(packages.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['bash', 'coreutils', 'libc6']),
    );
    for (const { files, stored } of packages) {
      expect(files).toBeGreaterThan(0);
      expect(stored).toBeGreaterThan(0);
    }
    expect(notes).toEqual([]);
  };

  it('a container: the files that umoci unpacks, and all bytes of the layout', async () => {
    const layout = await build('container', '-f', 'oci');
    const inventory = await inspect(layout);
    expect(inventory).toMatchObject({
      format: 'oci',
      image: { size: bytesOf(layout), compression: 'gzip' },
    });
    expectWhole(inventory);
    expectPackages(inventory);
    const bundle = join(top, 'bundle');
    const rootless = IS_ROOT && user.uid === undefined ? [] : ['--rootless'];
    const argv = ['unpack', ...rootless, '--image', `${layout}:latest`, bundle];
    await succeed('umoci', argv, options);
    expect(pathsOf(inventory)).toEqual([...listDirectory(join(bundle, 'rootfs')).keys()].sort());
    const plain = await build('plain', '-f', 'oci', '--compress', 'none');
    const asItIs = await inspect(plain);
    expect(asItIs).toMatchObject({ size: bytesOf(plain), files: inventory.files });
    expect(total(asItIs)).toBe(bytesOf(plain));
    expect(asItIs.overhead).toContainEqual({
      name: 'long names, attributes and ends of archives',
      bytes: await bytesOfEnds(plain),
    });
  });

  it('an image of docker: the same files, and all bytes of its archive', async () => {
    const layout = await build('for-docker', '-f', 'oci', '--include-packagelist');
    const file = join(top, 'image.tar');
    const copy = ['copy', '-q', `oci:${layout}:latest`, `docker-archive:${file}:a/b:c`];
    await succeed('skopeo', copy, options);
    const inventory = await inspect(`docker-archive:${file}`);
    expect(inventory).toMatchObject({ format: 'docker-archive', size: statSync(file).size });
    expectWhole(inventory);
    expectPackages(inventory);
    expect(pathsOf(inventory)).toEqual(pathsOf(await inspect(layout)));
  });

  it('a disk for KubeVirt: the files on the disk, by debugfs, and what is beside it', async () => {
    const layout = await build('disk', '-f', 'oci', '--kind', 'disk', '--size', '+10M');
    const inventory = await inspect(layout);
    expect(inventory).toMatchObject({
      format: 'oci',
      image: { size: bytesOf(layout), compression: 'qcow2, gzip' },
    });
    expectWhole(inventory);
    expectPackages(inventory);
    const names = inventory.overhead.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['kernel', 'initrd', 'inode tables']));
    const unpacked = join(top, 'unpacked');
    mkdirSync(unpacked);
    await succeed('skopeo', ['copy', '-q', `oci:${layout}:latest`, `dir:${unpacked}`]);
    const { stdout } = await succeed('skopeo', ['inspect', `oci:${layout}:latest`]);
    for (const digest of JSON.parse(stdout).Layers) {
      const layer = join(unpacked, digest.slice('sha256:'.length));
      await succeed('tar', ['-xf', layer, '-C', unpacked, '--no-same-owner']);
    }
    expect(pathsOf(inventory)).toEqual(await pathsOnDisk(join(unpacked, 'disk/root.qcow2')));
  });

  it('a qcow2 image: the files of debugfs, and all bytes of its disk', async () => {
    const argv = ['-f', 'ext2', '--image', 'qcow2', '--compress', 'zlib', '--size', '200M'];
    const output = await build('ext2', ...argv);
    const image = join(output, 'root.qcow2');
    const inventory = await inspect(output);
    expect(inventory).toMatchObject({
      ...{ format: 'ext2', size: 200 * 2 ** 20 },
      image: { size: statSync(image).size, compression: 'qcow2' },
    });
    expectWhole(inventory);
    expectPackages(inventory);
    expect(pathsOf(inventory)).toEqual(await pathsOnDisk(image));
    const raw = join(scratchDirectory(), 'raw');
    await succeed('qemu-img', ['convert', '-O', 'raw', image, raw]);
    const { stdout: header } = await succeed('dumpe2fs', ['-h', raw]);
    const [, free] = /^Free blocks: *(\d+)$/m.exec(header)!;
    const [, block] = /^Block size: *(\d+)$/m.exec(header)!;
    expect(inventory.overhead).toContainEqual({
      name: 'free space',
      bytes: Number(free) * Number(block),
    });
    const names = inventory.overhead.map(({ name }) => name);
    expect(names).not.toContain('in use, but not by what can be found');
    expect(pathsOf(await inspect(image))).toEqual(pathsOf(inventory));
  });
});
