import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { listDirectory } from '@supermin/test-support/listing';
import { makeRoot as makeArchRoot } from '@supermin/test-support/pacman';
import { succeed } from '@supermin/test-support/programs';
import { makeRoot as makeFedoraRoot } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { initScript, packInit } from './support/init.ts';
import { supermin, superminSucceeds } from './support/installation.ts';
import { type Schema, schemaFaults } from './support/json-schema.ts';
import { SPDX } from './support/spdx-facts.ts';

const SCHEMA = JSON.parse(
  readFileSync(new URL('../docs/inspect.schema.json', import.meta.url), 'utf8'),
) as Schema;

interface Inventory {
  kind: string;
  format?: string;
  size: number;
  image?: { size: number; compression?: string };
  packages: { id: string; name: string; version: string; arch: string; purl: string }[];
  files: { path: string; stored: number; size: number; package?: number; type: string }[];
  overhead: { name: string; bytes: number }[];
  notes: string[];
}

function total({ files, overhead }: Inventory): number {
  const bytes = [...files.map(({ stored }) => stored), ...overhead.map((each) => each.bytes)];
  return bytes.reduce((sum, each) => sum + each, 0);
}

const pathsOf = ({ files }: Inventory) =>
  files
    .map(({ path }) => path)
    .slice(1)
    .sort();

describe.each(USERS)('supermin inspect as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const options = user.uid === undefined ? {} : { uid: user.uid };
  const cache = { env: { XDG_CACHE_HOME: join(directory, 'cache') } };
  const input = join(directory, 'appliance.d');
  const init = join(directory, 'init.tar.gz');
  const make = (format: string, ...more: string[]) =>
    superminSucceeds(['build', '-f', format, input, init, '-o', join(directory, format), ...more], {
      ...options,
      ...cache,
    });
  const inspect = async (...args: string[]): Promise<Inventory> => {
    const { stdout } = await superminSucceeds(['inspect', '--json', ...args], {
      ...options,
      ...cache,
    });
    const inventory = JSON.parse(stdout) as Inventory;
    expect(schemaFaults(SCHEMA, inventory)).toEqual([]);
    return inventory;
  };
  /** `name version arch`, by dpkg of what is asked for and needs. */
  let expected: string[];

  beforeAll(async () => {
    await superminSucceeds(
      ['prepare', '--use-installed', 'bash', 'coreutils', '-o', input],
      options,
    );
    await packInit(init, initScript('true'));
    for (const format of ['ext2', 'cpio', 'chroot']) await make(format);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own
    const form = '${Package} ${Version} ${Architecture}\n';
    const { stdout } = await succeed('dpkg-query', ['-W', '-f', form]);
    const inventory = await inspect(input);
    expected = inventory.packages.map(({ name, version, arch }) => `${name} ${version} ${arch}`);
    expect(stdout.trim().split('\n')).toEqual(expect.arrayContaining(expected));
    expect(expected.length).toBeGreaterThan(5);
  });

  const expectPackages = ({ packages, notes }: Inventory) => {
    expect(packages.map(({ name, version, arch }) => `${name} ${version} ${arch}`)).toEqual(
      expected,
    );
    expect(notes).toEqual([]);
    for (const { name, purl } of packages) expect(purl).toContain(`pkg:deb/debian/${name}@`);
  };

  it('ext2: the files of debugfs, and all bytes of the image', async () => {
    const image = join(directory, 'ext2', 'root');
    const inventory = await inspect(join(directory, 'ext2'));
    expect(inventory).toMatchObject({ kind: 'output', format: 'ext2', size: statSync(image).size });
    expect(total(inventory)).toBe(statSync(image).size);
    expectPackages(inventory);
    const tree = scratchDirectory();
    await succeed('debugfs', ['-R', `rdump / ${tree}`, image]);
    expect(pathsOf(inventory)).toEqual([...listDirectory(tree).keys()].sort());
    expect(pathsOf(await inspect(image))).toEqual(pathsOf(inventory));
    // The parts one by one, by the tools of e2fsprogs.
    const bytes = new Map(inventory.overhead.map(({ name, bytes: own }) => [name, own]));
    expect([...bytes.keys()]).not.toContain('in use, but not by what can be found');
    const { stdout: header } = await succeed('dumpe2fs', ['-h', image]);
    const field = (name: string) => Number(new RegExp(`^${name}: *(\\d+)$`, 'm').exec(header)![1]);
    const block = field('Block size');
    expect(bytes.get('free space')).toBe(field('Free blocks') * block);
    const groups = Math.ceil(field('Block count') / field('Blocks per group'));
    expect(bytes.get('inode tables')).toBe(groups * field('Inode blocks per group') * block);
    expect(bytes.get('block and inode bitmaps')).toBe(groups * 2 * block);
    const own = inventory.files.filter(({ stored }) => stored > 0).slice(0, 300);
    const { stdout: inodes } = await succeed('debugfs', ['-f', '-', image], {
      input: own.map(({ path }) => `stat "${path}"\n`).join(''),
    });
    const counts = [...inodes.matchAll(/Blockcount: (\d+)/g)].map(
      ([, count]) => Number(count) * 512,
    );
    expect(counts).toEqual(own.map(({ stored }) => stored));
  });

  it('cpio: the files of cpio(1), and all bytes of the archive, compressed or not', async () => {
    const archive = join(directory, 'cpio', 'initrd');
    const inventory = await inspect(join(directory, 'cpio'));
    expect(inventory).toMatchObject({
      kind: 'output',
      format: 'cpio',
      size: statSync(archive).size,
    });
    expect(total(inventory)).toBe(statSync(archive).size);
    expectPackages(inventory);
    const { stdout } = await succeed('cpio', ['-t', '--quiet', '-F', archive]);
    const listed = stdout
      .trim()
      .split('\n')
      .filter((name) => name !== '.');
    expect(pathsOf(inventory)).toEqual(listed.map((name) => `/${name}`).sort());
    // The trailer's header has 110 bytes.
    const ends = statSync(archive).size - (readFileSync(archive).lastIndexOf('TRAILER!!!') - 110);
    expect(inventory.overhead).toEqual([{ name: 'ends of archives', bytes: ends }]);
    await make('cpio', '--compress', 'gzip');
    const packed = await inspect(join(directory, 'cpio'));
    expect(packed).toMatchObject({ size: inventory.size, files: inventory.files });
    expect(packed.image).toMatchObject({ size: statSync(archive).size, compression: 'gzip' });
    expect(total(packed)).toBe(inventory.size);
  });

  it('chroot: the files of find(1), and the bytes of du(1)', async () => {
    const tree = join(directory, 'chroot');
    const inventory = await inspect(tree);
    expect(inventory).toMatchObject({ kind: 'output', format: 'chroot' });
    expectPackages(inventory);
    const { stdout: found } = await succeed(
      'find',
      [tree, '-mindepth', '1', '-printf', '/%P\n'],
      options,
    );
    expect(pathsOf(inventory)).toEqual(found.trim().split('\n').sort());
    const { stdout: used } = await succeed('du', ['-s', '-B1', tree], options);
    expect(inventory.size).toBe(Number(used.split('\t')[0]));
    expect(total(inventory)).toBe(inventory.size);
  });

  it('a small appliance: what it would become', async () => {
    const inventory = await inspect(input, init);
    expect(inventory.kind).toBe('appliance');
    const built = await inspect(join(directory, 'chroot'));
    expect(pathsOf(inventory)).toEqual(pathsOf(built));
    expect(total(inventory)).toBe(inventory.size);
  });

  it('says whose each file is, as dpkg does', async () => {
    const inventory = await inspect(join(directory, 'ext2'));
    const owners = new Map<string, string[]>();
    for (const { path, type, package: owner } of inventory.files) {
      if (owner === undefined || type === 'directory') continue;
      const { id } = inventory.packages[owner]!;
      owners.set(id, [...(owners.get(id) ?? []), path]);
    }
    expect(owners.size).toBeGreaterThan(5);
    for (const [id, files] of owners) {
      const { stdout } = await succeed('dpkg-query', ['-L', id]);
      const own = stdout.split('\n').flatMap((path) => [path, `/usr${path}`]);
      expect(files.filter((path) => !own.includes(path))).toEqual([]);
    }
  });

  it('without a record, /packagelist tells; without either, that is said', async () => {
    const env = { XDG_CACHE_HOME: scratchDirectory({}, user) };
    const look = async () => {
      const { stdout } = await superminSucceeds(['inspect', '--json', join(directory, 'ext2')], {
        ...options,
        env,
      });
      return JSON.parse(stdout) as Inventory;
    };
    const unknown = await look();
    expect(unknown.packages).toEqual([]);
    expect(unknown.notes).toEqual([expect.stringContaining('nothing tells which packages')]);
    await make('ext2', '--include-packagelist');
    const listed = await look();
    expectPackages(listed);
  });

  it('prints a table, a list, and says what it cannot inspect', async () => {
    const { stdout } = await superminSucceeds(['inspect', join(directory, 'ext2')], {
      ...options,
      ...cache,
    });
    expect(stdout).toMatch(
      /^.*ext2: output, format ext2\n\d+ packages of debian 12.*, 4\.0 GiB \(4294967296 bytes\)\n/,
    );
    expect(stdout).toMatch(/ MiB +\d+ +coreutils +\S+ +\S+ +coreutils/);
    expect(stdout).toMatch(/MiB +inode tables\n/);
    const list = await superminSucceeds(['inspect', '--files', join(directory, 'ext2')], {
      ...options,
      ...cache,
    });
    expect(list.stdout).toMatch(/^-0755 +0:0 +\d+ +\d+ +bash +\/(usr\/)?bin\/bash$/m);
    const { status, stderr } = await supermin(['inspect', join(directory, 'nothing')], options);
    expect([status, stderr]).toEqual([1, expect.stringContaining('there is no ')]);
    const other = await supermin(['inspect', '-f', 'cpio', join(directory, 'chroot')], options);
    expect([other.status, other.stderr]).toEqual([
      1,
      expect.stringContaining('is no output of format cpio'),
    ]);
    expect(lstatSync(input).isDirectory()).toBe(true);
  });

  it('SBOMs keep to SPDX 2.3 and CycloneDX 1.6, with the digests that sha256sum gives', async () => {
    const tree = join(directory, 'chroot');
    const print = async (kind: string) => {
      const env = { ...cache.env, SOURCE_DATE_EPOCH: '1700000000' };
      const { stdout } = await superminSucceeds(['inspect', '--sbom', kind, tree], {
        ...options,
        env,
      });
      return JSON.parse(stdout);
    };
    const spdx = await print('spdx');
    const isSpdx = new Ajv({ strict: true }).compile(SPDX);
    expect(isSpdx(spdx) || isSpdx.errors).toBe(true);
    expect(isSpdx({ ...spdx, more: 1 })).toBe(false);
    const cyclonedx = await print('cyclonedx');
    // The published schema, which comes with CycloneDX's own library.
    const published = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    expect(await published.validate(JSON.stringify(cyclonedx))).toBeNull();
    expect(await published.validate(JSON.stringify({ ...cyclonedx, more: 1 }))).not.toBeNull();
    expect(await print('spdx')).toEqual(spdx);
    const bash = realpathSync(join(tree, 'usr/bin/bash')).slice(realpathSync(tree).length);
    const { stdout } = await succeed('sha256sum', [join(tree, bash)]);
    const digest = stdout.split(' ')[0];
    const file = spdx.files.find(({ fileName }: { fileName: string }) => fileName === `.${bash}`);
    expect(file.checksums).toContainEqual({ algorithm: 'SHA256', checksumValue: digest });
    const component = cyclonedx.components.find(({ name }: { name: string }) => name === 'bash');
    expect(component.components).toContainEqual({
      type: 'file',
      name: bash,
      hashes: [{ alg: 'SHA-256', content: digest }],
    });
    expect(component.purl).toMatch(/^pkg:deb\/debian\/bash@[^?]+\?arch=\w+&distro=debian-\d+$/);
  });

  it('--size: a page whose parts add up to the image', async () => {
    const { stdout } = await superminSucceeds(['inspect', '--size', join(directory, 'ext2')], {
      ...options,
      ...cache,
    });
    expect(stdout).toMatch(/^<!DOCTYPE html>/);
    const [, drawn, free] = /\((\d+) bytes\); .*not drawn: .*\((\d+) bytes\)/.exec(stdout)!;
    expect(Number(drawn) + Number(free)).toBe(statSync(join(directory, 'ext2', 'root')).size);
    expect(stdout).not.toMatch(/<script|https?:(?!\/\/www\.w3\.org\/2000\/svg)/);
  });

  it('build --dry-run says what build would do, and writes nothing', async () => {
    const output = join(directory, 'nothing');
    const { stdout } = await superminSucceeds(
      ['build', '--dry-run', '-f', 'ext2', '--size', '2G', input, '-o', output],
      { ...options, ...cache },
    );
    expect(stdout).toContain(
      `would build ${output}, format ext2\nfrom /: ${expected.length} packages`,
    );
    expect(stdout).toMatch(/^\d+ paths, \d+\.\d MiB in files$/m);
    expect(stdout).toContain('to download: nothing\n');
    expect(stdout).toContain('size of the image: 2G\n');
    expect(existsSync(output)).toBe(false);
  });
});

it('a root of others: the packages of the database in it, with their package URLs', async () => {
  const arch = join(scratchDirectory(), 'arch');
  makeArchRoot(arch, [{ name: 'bash', version: '5.3.9-1' }]);
  const fedora = join(scratchDirectory(), 'fedora');
  makeFedoraRoot(fedora, { packages: [{ name: 'bind', version: '9.18', epoch: 32 }] });
  const urls = async (root: string) => {
    const { stdout } = await superminSucceeds(['inspect', '--json', root]);
    const { packages, notes } = JSON.parse(stdout) as Inventory;
    expect(notes).toEqual([]);
    return packages.map(({ purl }) => purl);
  };
  expect(await urls(arch)).toEqual(['pkg:alpm/arch/bash@5.3.9-1?arch=x86_64&distro=arch']);
  expect(await urls(fedora)).toEqual([
    expect.stringMatching(
      /^pkg:rpm\/fedora\/bind@9\.18-1\?arch=noarch&distro=fedora-\d+&epoch=32$/,
    ),
  ]);
});
