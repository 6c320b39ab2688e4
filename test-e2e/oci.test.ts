import { cpSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fsck, uuidOf } from '@supermin/test-support/images';
import { available, hasProgram, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runContainer, whyNoContainer } from './support/container.ts';
import { initScript, packInit } from './support/init.ts';
import { superminSucceeds } from './support/installation.ts';
import { type OciRegistry, startOciRegistry } from './support/oci-registry.ts';
import { consoleOf, HAS_QEMU } from './support/qemu.ts';

const HAS_SKOPEO = available('OCI images, by skopeo', hasProgram('skopeo'));
const HAS_UMOCI = available('OCI images, by umoci', hasProgram('umoci'));
const HAS_REGISTRY = available('OCI images in a registry', hasProgram('docker-registry'));
const NO_CONTAINER = whyNoContainer();
available(`containers: ${NO_CONTAINER}`, NO_CONTAINER === undefined);

/** Directories of this machine change while the tests run. */
const EPOCH = { SOURCE_DATE_EPOCH: '1700000000' };

interface Inspected {
  Digest: string;
  Layers: string[];
  Architecture: string;
}

async function inspect(image: string, ...options: string[]): Promise<Inspected> {
  const { stdout } = await succeed('skopeo', ['inspect', '--tls-verify=false', ...options, image]);
  return JSON.parse(stdout);
}

function copyImage(from: string, to: string, ...options: string[]) {
  const places = ['--src-tls-verify=false', '--dest-tls-verify=false', '--insecure-policy'];
  return succeed('skopeo', ['copy', '-q', ...places, ...options, from, to]);
}

function blob(layout: string, digest: string): string {
  return join(layout, 'blobs/sha256', digest.slice('sha256:'.length));
}

/** Digest of what stands in the index of a layout. */
function digestOf(layout: string): string {
  return JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')).manifests[0].digest;
}

describe.runIf(HAS_SKOPEO).each(USERS)('-f oci as $name', (user) => {
  const top = scratchDirectory({}, user);
  const appliance = join(top, 'appliance.d');
  const image = join(top, 'image');
  const options = (cache = 'cache') => ({
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { ...EPOCH, XDG_CACHE_HOME: join(top, cache) },
  });
  const build = (output: string, argv: string[] = [], cache?: string) =>
    superminSucceeds(['build', '-f', 'oci', ...argv, appliance, '-o', output], options(cache));

  beforeAll(async () => {
    const packages = ['bash', 'coreutils'];
    const argv = ['prepare', '--use-installed', ...packages, '-o', appliance];
    await superminSucceeds(argv, options());
    await build(image);
  });

  it('is an image whose layers skopeo and tar read, a layer for each package', async () => {
    const { Layers, Architecture } = await inspect(`oci:${image}:latest`);
    expect(Architecture).toBe(process.arch === 'x64' ? 'amd64' : process.arch);
    const names = await Promise.all(
      Layers.map(async (digest) => (await succeed('tar', ['-tf', blob(image, digest)])).stdout),
    );
    const ofBash = names.filter((text) => /^(usr\/)?bin\/bash$/m.test(text));
    expect(ofBash).toHaveLength(1);
    expect(ofBash[0]).not.toMatch(/coreutils/);
    expect(names.at(-1)).toMatch(/^usr\/share\/doc\/bash\/$/m);
    const files = names.flatMap((text) => text.split('\n')).filter((name) => /[^/]$/.test(name));
    expect(new Set(files).size).toBe(files.length);
  });

  it('has the same digest in another cache, and in the hands of another user', async () => {
    await build(join(top, 'again'), [], 'another-cache');
    const index = readFileSync(join(image, 'index.json'));
    expect(readFileSync(join(top, 'again/index.json'))).toEqual(index);
    if (!IS_ROOT) return;
    const other = scratchDirectory({}, USERS.find(({ name }) => name !== user.name)!);
    cpSync(appliance, join(other, 'appliance.d'), { recursive: true, preserveTimestamps: true });
    const argv = ['build', '-f', 'oci', join(other, 'appliance.d'), '-o', join(other, 'image')];
    const uid = user.uid === undefined ? { uid: 65534 } : {};
    const env = { ...EPOCH, XDG_CACHE_HOME: join(other, 'cache') };
    await superminSucceeds(argv, { ...uid, env });
    expect(readFileSync(join(other, 'image/index.json'))).toEqual(index);
  });

  it.runIf(HAS_UMOCI)(
    'is unpacked by umoci, directories with the modes of the appliance',
    async () => {
      const bundle = join(top, 'bundle');
      const rootless = IS_ROOT && user.uid === undefined ? [] : ['--rootless'];
      const argv = ['unpack', ...rootless, '--image', `${image}:latest`, bundle];
      await succeed('umoci', argv, options());
      expect(statSync(join(bundle, 'rootfs/tmp')).mode & 0o7777).toBe(0o1777);
      expect(statSync(join(bundle, 'rootfs/root')).mode & 0o7777).toBe(0o700);
      const bash = readFileSync(join(bundle, 'rootfs/bin/bash'));
      expect(bash.equals(readFileSync('/bin/bash'))).toBe(true);
    },
  );

  it.runIf(NO_CONTAINER === undefined && user.uid === undefined)(
    'is a container that podman runs',
    async () => {
      const command = ['/bin/bash', '-c', 'echo "inside: $(ls -d /usr /tmp | tr "\\n" " ")"'];
      const result = await runContainer(top, 'oci:image:latest', command);
      expect(result).toMatchObject({ status: 0, stdout: 'inside: /tmp /usr \n' });
    },
  );

  it('of the other compressions has the same contents', async () => {
    const contents = async (layout: string) => {
      const { stdout } = await succeed('skopeo', ['inspect', '--config', `oci:${layout}:latest`]);
      return JSON.parse(stdout).rootfs.diff_ids;
    };
    for (const compress of ['zstd', 'none']) {
      await build(join(top, compress), ['--compress', compress]);
      expect(await contents(join(top, compress))).toEqual(await contents(image));
    }
  });
});

/** Of this machine: with what they need, more than 40 packages. */
const COMMON = ['apt', 'bash', 'coreutils', 'e2fsprogs', 'util-linux'];

it.runIf(HAS_SKOPEO)('appliances with 40 packages in common share their layers', async () => {
  const top = scratchDirectory();
  const env = { ...EPOCH, XDG_CACHE_HOME: join(top, 'cache') };
  const layersOf = async (own: string) => {
    const [appliance, image] = [join(top, `${own}.d`), join(top, own)];
    const argv = ['prepare', '--use-installed', ...COMMON, own, '-o', appliance];
    await superminSucceeds(argv, { env });
    await superminSucceeds(['build', '-f', 'oci', appliance, '-o', image], { env });
    const { stdout } = await succeed('skopeo', ['inspect', '--config', `oci:${image}:latest`]);
    const titles: string[] = JSON.parse(stdout).history.map((step: Step) => step.created_by);
    const { Layers } = await inspect(`oci:${image}:latest`);
    expect(Layers).toHaveLength(titles.length);
    const sizes = new Map(Layers.map((digest) => [digest, statSync(blob(image, digest)).size]));
    return { packages: titles.slice(0, -1), sizes };
  };
  const [one, other] = [await layersOf('cpio'), await layersOf('zstd')];
  const common = one.packages.filter((title) => other.packages.includes(title));
  expect(common.length).toBeGreaterThanOrEqual(40);
  for (const { packages } of [one, other]) expect(packages.length).toBeGreaterThan(common.length);
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0);
  const shared = sum([...one.sizes].map(([digest, size]) => (other.sizes.has(digest) ? size : 0)));
  for (const { sizes } of [one, other]) {
    expect(shared / sum(sizes.values())).toBeGreaterThanOrEqual(0.8);
  }
});

interface Step {
  created_by: string;
}

describe.runIf(HAS_SKOPEO && HAS_REGISTRY)('in a registry', () => {
  const top = scratchDirectory();
  const appliance = join(top, 'appliance.d');
  const env = { ...EPOCH, XDG_CACHE_HOME: join(top, 'cache') };
  let registry: OciRegistry;
  const build = (output: string, ...argv: string[]) =>
    superminSucceeds(['build', '-f', 'oci', ...argv, appliance, '-o', join(top, output)], { env });

  beforeAll(async () => {
    mkdirSync(join(top, 'registry'));
    registry = await startOciRegistry(join(top, 'registry'));
    const argv = ['prepare', '--use-installed', 'bash', '-o', appliance];
    await superminSucceeds(argv, { env });
  });
  afterAll(() => registry?.close());

  it('an image has the same digest, and when it comes back', async () => {
    await build('one', '--reference', 'app:1.0');
    const remote = `docker://${registry.address}/app:1.0`;
    await copyImage(`oci:${join(top, 'one')}:1.0`, remote);
    expect((await inspect(remote)).Digest).toBe(digestOf(join(top, 'one')));
    await copyImage(remote, `oci:${join(top, 'back')}:1.0`);
    expect(digestOf(join(top, 'back'))).toBe(digestOf(join(top, 'one')));
  });

  it('images of two architectures are one, of which each machine takes its own', async () => {
    await build('arm', '--host-cpu', 'aarch64');
    await build('both', '--host-cpu', 'x86_64', '--add', join(top, 'arm'));
    const remote = `docker://${registry.address}/both:1`;
    await copyImage(`oci:${join(top, 'both')}:latest`, remote, '--all');
    for (const architecture of ['amd64', 'arm64']) {
      const found = await inspect(remote, '--override-arch', architecture);
      expect(found.Architecture).toBe(architecture);
    }
    await copyImage(remote, `oci:${join(top, 'both-back')}:1`, '--all');
    expect(digestOf(join(top, 'both-back'))).toBe(digestOf(join(top, 'both')));
  });
});

describe.runIf(HAS_SKOPEO && HAS_QEMU).each(USERS)('--kind disk as $name', (user) => {
  const top = scratchDirectory({}, user);
  const image = join(top, 'disk');
  const parts = join(top, 'parts');
  const options = {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { ...EPOCH, XDG_CACHE_HOME: join(top, 'cache') },
  };
  const appliance = join(top, 'appliance.d');
  const inputs = [appliance, join(top, 'init.tar.gz')];
  const build = (output: string, more: string[], env = options.env) => {
    const argv = ['build', '-f', 'oci', '--kind', 'disk', ...more, ...inputs, '-o', output];
    return superminSucceeds(argv, { ...options, env, timeout: 300_000 });
  };
  const manifest = () => readFileSync(join(image, 'vm.yaml'), 'utf8');
  const named = (key: string) => new RegExp(`^ *${key}: "?(.*?)"?$`, 'm').exec(manifest())![1]!;

  beforeAll(async () => {
    const packages = ['bash', 'coreutils', 'mount'];
    const argv = ['prepare', '--use-installed', ...packages, '-o', appliance];
    await superminSucceeds(argv, options);
    await packInit(join(top, 'init.tar.gz'), initScript('echo "Welcome, $(uname -s)"'));
    await build(image, ['--reference', 'registry.example/app:2']);
    mkdirSync(parts);
    for (const digest of (await inspect(`oci:${image}:2`)).Layers) {
      await succeed('tar', ['-xf', blob(image, digest), '-C', parts, '--no-same-owner']);
    }
  });

  it('has the files that vm.yaml names, of a user that may read them', async () => {
    const files = ['kernelPath', 'initrdPath', 'path'].map(named);
    expect(files).toEqual(['/boot/kernel', '/boot/initrd', '/disk/root.qcow2']);
    for (const file of files) expect(statSync(join(parts, file)).size).toBeGreaterThan(1e5);
    const { Layers } = await inspect(`oci:${image}:2`);
    const listing = await succeed('tar', ['--numeric-owner', '-tvf', blob(image, Layers[1]!)]);
    expect(listing.stdout).toMatch(/^-r--r----- 107\/107 .* disk\/root\.qcow2$/m);
  });

  it('has the same digest in another cache', async () => {
    const small = ['--size', '1G', '--modules', 'none', '--compress', 'none'];
    for (const cache of ['one', 'two']) {
      await build(join(top, cache), small, {
        ...EPOCH,
        XDG_CACHE_HOME: join(top, `cache-${cache}`),
      });
    }
    expect(digestOf(join(top, 'two'))).toBe(digestOf(join(top, 'one')));
  });

  it('has a sound disk with the root that the kernel is told of', async () => {
    const disk = join(parts, 'disk/root.qcow2');
    expect((await succeed('qemu-img', ['check', disk])).stdout).toContain('No errors were found');
    const raw = join(top, 'raw');
    await succeed('qemu-img', ['convert', '-O', 'raw', disk, raw]);
    await fsck(raw);
    expect(named('kernelArgs')).toBe(`console=ttyS0 root=UUID=${await uuidOf(raw)}`);
  });

  it('boots with the kernel, the initrd and the arguments of vm.yaml', async () => {
    const said = await consoleOf(
      [
        ...['-machine', 'q35,accel=tcg', '-m', '1024'],
        ...['-kernel', join(parts, named('kernelPath'))],
        ...['-initrd', join(parts, named('initrdPath'))],
        ...['-append', named('kernelArgs')],
        ...['-drive', `file=${join(parts, named('path'))},format=qcow2,if=virtio,snapshot=on`],
      ],
      { timeout: 240_000 },
    );
    expect(said).toContain('Welcome, Linux');
  });
});
