import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SmallRoot } from '@supermin/test-support/debian';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, NOBODY } from '@supermin/test-support/users';
import { beforeEach, describe, expect, it } from 'vitest';
import { supermin, superminSucceeds } from '../support/installation.ts';

const directory = scratchDirectory();
const env = { XDG_CACHE_HOME: join(directory, 'cache') };
let count = 0;
let root: SmallRoot;

beforeEach(() => {
  root = new SmallRoot(join(directory, `host-${count++}`));
  root.install('tiny', ['/usr/bin/tiny']);
});

function command(cpu: string, output: string): string[] {
  const packages = join(directory, 'packages');
  writeFileSync(packages, 'tiny\n');
  const argv = ['--build', '-v', '--root', root.directory, '-f', 'ext2', '--host-cpu', cpu];
  return [...argv, packages, '-o', output];
}

/** Of architectures for which there is no init, or none was built here for want of a compiler, a kernel is picked all the same. */
const WITHOUT_INIT = /^supermin: no guest init for/;

/** The kernel that is taken, by its path below the root. */
async function picked(cpu = 'x86_64'): Promise<string> {
  const output = join(directory, `output-${count++}`);
  const { status, stdout, stderr } = await supermin(command(cpu, output), { env });
  const path = /^supermin: kernel: picked vmlinuz (.*)$/m.exec(stdout)?.[1] ?? '';
  if (cpu !== 'x86_64' && status !== 0) expect(stderr).toMatch(WITHOUT_INIT);
  else expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  if (status === 0) expect(readlinkSync(join(output, 'kernel'))).toBe(root.directory + path);
  return path;
}

describe('kernel choice', () => {
  it('/lib/modules/*/vmlinuz first, highest version first, modules beside it', async () => {
    for (const version of ['5.9.1', '5.10.1']) {
      root.kernel(`/lib/modules/${version}/vmlinuz`, version);
      root.modules(version);
    }
    root.kernel('/boot/vmlinuz-9.0', '9.0');
    root.modules('9.0');
    expect(await picked()).toBe('/lib/modules/5.10.1/vmlinuz');
  });

  it('files of 10,000 bytes or less in /lib/modules are none', async () => {
    root.write('/lib/modules/9.9/vmlinuz', Buffer.alloc(10_000));
    root.modules('9.9');
    root.kernel('/boot/vmlinuz-6.1', '6.1');
    root.modules('6.1');
    expect(await picked()).toBe('/boot/vmlinuz-6.1');
  });

  it('else /boot/vmlinu?-*-ARCH, then /boot/vmlinu?-*, number by number', async () => {
    for (const name of ['6.9-amd64', '6.10-amd64', '7.0-other']) {
      root.kernel(`/boot/vmlinuz-${name}`, name);
      root.modules(name);
    }
    expect(await picked()).toBe('/boot/vmlinuz-6.10-amd64');
    root.kernel('/boot/vmlinux-6.11-amd64', '6.11-amd64');
    root.modules('6.11-amd64');
    expect(await picked()).toBe('/boot/vmlinux-6.11-amd64');
  });

  it('only with a /lib/modules/VERSION that has modules.dep; -v says what is passed over', async () => {
    root.kernel('/boot/vmlinuz-8.0', '8.0');
    mkdirSync(join(root.directory, 'lib/modules/8.0'), { recursive: true });
    root.kernel('/boot/vmlinuz-6.1', '6.1');
    root.modules('6.1');
    expect(await picked()).toBe('/boot/vmlinuz-6.1');
  });

  it('names with xen, zfcpdump and +debug are passed over, on arm also tegra', async () => {
    for (const name of ['9.1-xen', '9.2-zfcpdump', '9.3+debug', '9.4-tegra', '6.1-plain']) {
      root.write(`/boot/vmlinuz-${name}`, Buffer.alloc(20_000));
      root.modules(name);
    }
    expect(await picked()).toBe('/boot/vmlinuz-9.4-tegra');
    expect(await picked('armv7l')).toBe('/boot/vmlinuz-6.1-plain');
  });

  it('one whose header says that it is for another architecture is passed over', async () => {
    root.kernel('/boot/vmlinuz-9.9-x86', '9.9-x86');
    root.write('/boot/vmlinuz-6.1-any', Buffer.alloc(20_000));
    for (const version of ['9.9-x86', '6.1-any']) root.modules(version);
    expect(await picked()).toBe('/boot/vmlinuz-9.9-x86');
    expect(await picked('aarch64')).toBe('/boot/vmlinuz-6.1-any');
  });

  it.each([
    ['x86_64', ['x86_64', 'amd64']],
    ['aarch64', ['aarch64', 'arm64']],
    ['i686', ['i386', 'i686']],
    ['armv7l', ['armv7hl', 'armmp']],
    ['ppc64le', ['ppc64el', 'powerpc64le']],
    ['mips64', ['malta']],
    ['parisc64', ['parisc64', 'hppa']],
  ])('ARCH spellings of %s: %j', async (cpu, spellings) => {
    root.write('/boot/vmlinuz-9.9-none', Buffer.alloc(20_000));
    root.modules('9.9-none');
    for (const [index, spelling] of spellings.entries()) {
      const version = `6.${index}-${spelling}`;
      root.write(`/boot/vmlinuz-${version}`, Buffer.alloc(20_000));
      root.modules(version);
      expect(await picked(cpu)).toBe(`/boot/vmlinuz-${version}`);
    }
  });

  it('the version comes from the bzImage header (HdrS), else from the file name', async () => {
    root.kernel('/boot/vmlinuz-lies', '6.1-true');
    root.modules('6.1-true');
    expect(await picked()).toBe('/boot/vmlinuz-lies');
    root.write('/boot/vmlinuz-6.2', Buffer.alloc(20_000));
    root.modules('6.2');
    expect(await picked()).toBe('/boot/vmlinuz-6.2');
  });

  describe.runIf(IS_ROOT)('the newest kernel may be read by root only', () => {
    const user = { env: { ...env, XDG_CACHE_HOME: '', HOME: '/nonexistent' }, uid: NOBODY };
    const build = (...more: string[]) => {
      const output = join(directory, `output-${count++}`);
      return { output, argv: [...command('x86_64', output), ...more] };
    };

    beforeEach(() => {
      chmodSync(directory, 0o777);
      for (const version of ['6.1', '6.2']) {
        root.kernel(`/boot/vmlinuz-${version}`, version);
        root.modules(version);
      }
      chmodSync(join(root.directory, 'boot/vmlinuz-6.2'), 0o600);
    });

    it('a link to it, with a warning', async () => {
      const { output, argv } = build();
      const { stderr } = await superminSucceeds(argv, user);
      const kernel = join(root.directory, 'boot/vmlinuz-6.2');
      expect(readlinkSync(join(output, 'kernel'))).toBe(kernel);
      expect(stderr).toMatch(
        /^supermin: warning: .* is a link to \/boot\/vmlinuz-6\.2,.*chmod 0644/,
      );
    });

    it('a copy is of the older one, with a warning; without an older one it is an error', async () => {
      const { output, argv } = build('--copy-kernel');
      const { stderr } = await superminSucceeds(argv, user);
      const older = readFileSync(join(root.directory, 'boot/vmlinuz-6.1'));
      expect(readFileSync(join(output, 'kernel')).equals(older)).toBe(true);
      expect(stderr).toMatch(/vmlinuz-6\.2: permission denied: taking the older .*vmlinuz-6\.1;/);
      chmodSync(join(root.directory, 'boot/vmlinuz-6.1'), 0o600);
      const refused = await supermin(build('--copy-kernel').argv, user);
      expect(refused.status).toBe(1);
      expect(refused.stderr).toContain('/boot/vmlinuz-6.2: permission denied');
      expect(refused.stderr).toContain('chmod 0644');
    });
  });

  it.runIf(IS_ROOT)('run takes no kernel that this user may not read, and says so', async () => {
    chmodSync(directory, 0o777);
    root.kernel('/boot/vmlinuz-6.2', '6.2');
    root.modules('6.2');
    chmodSync(join(root.directory, 'boot/vmlinuz-6.2'), 0o600);
    const cache = join(directory, `cache-${count++}`);
    mkdirSync(cache);
    chownSync(cache, NOBODY, NOBODY);
    const argv = ['run', '--root', root.directory, '-p', 'tiny', '--', '/usr/bin/tiny'];
    const { stderr } = await supermin(argv, { env: { XDG_CACHE_HOME: cache }, uid: NOBODY });
    expect(stderr).toContain('/boot/vmlinuz-6.2: permission denied');
    expect(stderr).toContain('chmod 0644');
  });

  it('RISC-V: a gzipped kernel is unpacked', async () => {
    const image = Buffer.alloc(40_000, 1);
    image.write('RISCV', 0x30, 'latin1');
    image.write('RSC\x05', 0x38, 'latin1');
    root.write('/boot/vmlinuz-6.1-riscv64', gzipSync(image, { level: 0 }));
    root.modules('6.1-riscv64');
    const output = join(directory, `output-${count++}`);
    const { status, stderr } = await supermin(command('riscv64', output), { env });
    if (status !== 0) expect(stderr).toMatch(WITHOUT_INIT);
    else expect(readFileSync(join(output, 'kernel')).equals(image)).toBe(true);
  });

  it('none found: an error that says where it looked and how to name one', async () => {
    const { status, stderr } = await supermin(command('x86_64', join(directory, 'none')), { env });
    expect(status).toBe(1);
    expect(stderr).toContain('/lib/modules');
    expect(stderr).toContain('/boot');
    expect(stderr).toContain('SUPERMIN_KERNEL');
  });
});

describe('the mini initrd', () => {
  it('holds /init, the modules for an ext2 root with what they need, unpacked, and their order', async () => {
    root.kernel('/boot/vmlinuz-6.1', '6.1');
    root.modules('6.1', {
      'kernel/fs/ext4.ko': 'kernel/lib/jbd2.ko kernel/lib/mbcache.ko',
      'kernel/lib/jbd2.ko': 'kernel/lib/mbcache.ko',
      'kernel/lib/mbcache.ko': '',
      'kernel/block/virtio_blk.ko': '',
      'kernel/gpu/virtio-gpu.ko': '',
      'kernel/net/e1000.ko': '',
      'kernel/arch/crc32c-intel.ko': '',
    });
    const output = join(directory, `output-${count++}`);
    await superminSucceeds(command('x86_64', output), { env });
    const unpacked = join(directory, `initrd-${count++}`);
    mkdirSync(unpacked);
    await succeed('cpio', ['-idm', '--quiet', '--no-absolute-filenames'], {
      cwd: unpacked,
      input: readFileSync(join(output, 'initrd')),
    });
    const order = readFileSync(join(unpacked, 'modules'), 'latin1').trimEnd().split('\n');
    expect([...order].sort()).toEqual([
      'crc32c-intel.ko',
      'ext4.ko',
      'jbd2.ko',
      'mbcache.ko',
      'virtio_blk.ko',
    ]);
    expect(order.indexOf('mbcache.ko')).toBeLessThan(order.indexOf('jbd2.ko'));
    expect(order.indexOf('jbd2.ko')).toBeLessThan(order.indexOf('ext4.ko'));
    for (const name of order) {
      expect(readFileSync(join(unpacked, name)).toString('latin1', 1, 4)).toBe('ELF');
    }
    expect((await succeed('file', [join(unpacked, 'init')])).stdout).toMatch(
      /ELF 64-bit .*statically linked/,
    );
  });
});
