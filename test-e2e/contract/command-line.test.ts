import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SmallRoot } from '@supermin/test-support/debian';
import { fsck } from '@supermin/test-support/images';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { supermin, superminSucceeds } from '../support/installation.ts';

const directory = scratchDirectory();
const root = new SmallRoot(join(directory, 'host'));
const input = join(directory, 'appliance');
const env = { XDG_CACHE_HOME: join(directory, 'cache') };
let outputs = 0;

/** A name for an output that is not there yet. */
function fresh(): string {
  return join(directory, `output-${outputs++}`);
}

/** From the made-up root, in the first spelling. */
async function build(...options: string[]): Promise<string> {
  const output = fresh();
  await superminSucceeds(
    ['--build', '--root', root.directory, '-f', 'ext2', input, '-o', output, ...options],
    { env },
  );
  return output;
}

beforeAll(async () => {
  root.install('tiny', ['/usr/bin/tiny', '/etc/tiny.conf'], ['Depends: base']);
  root.install('base', ['/usr/share/base/file']);
  root.kernel('/boot/vmlinuz-6.1.0-1-amd64', '6.1.0-1-amd64');
  root.modules('6.1.0-1-amd64', { 'kernel/ext4.ko': '' });
  await superminSucceeds(['--prepare', '--root', root.directory, 'tiny', '-o', input], { env });
});

describe('the option table', () => {
  it('--prepare, --build: neither, or both, is an error that says so', async () => {
    for (const argv of [[], ['-o', 'x'], ['--prepare', '--build', '-o', 'x']]) {
      const { status, stderr, stdout } = await supermin(argv);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(/^supermin: you must use --prepare or --build to select the mode\n/);
    }
  });

  it('-o DIR is required; a final / is dropped; previous contents are replaced', async () => {
    const { status, stderr } = await supermin(['--prepare', 'bash']);
    expect(status).toBe(1);
    expect(stderr).toContain('output directory (-o option) must be supplied');
    const output = fresh();
    mkdirSync(output);
    writeFileSync(join(output, 'previous'), '');
    await superminSucceeds(['--prepare', '--root', root.directory, 'tiny', '-o', `${output}/`], {
      env,
    });
    expect(readdirSync(output).sort()).toEqual(['base.tar.gz', 'packages']);
  });

  it('-f FMT, --format FMT: ext2, chroot, fs, filesystem', async () => {
    expect(existsSync(join(await build(), 'root'))).toBe(true);
    for (const format of ['chroot', 'fs', 'filesystem']) {
      const output = await build('--format', format);
      expect(readFileSync(join(output, 'usr/bin/tiny'), 'latin1')).toBe('/usr/bin/tiny\n');
    }
  });

  it('-f is required for --build, and an error with --prepare', async () => {
    const missing = await supermin(['--build', input, '-o', fresh()]);
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain('when using --build, you must specify an output --format');
    const refused = await supermin(['--prepare', '-f', 'ext2', 'bash', '-o', fresh()]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('cannot use --prepare and --format options together');
  });

  it('--copy-kernel copies the kernel, with a fresh mtime, instead of linking to it', async () => {
    const linked = join(await build(), 'kernel');
    expect(readlinkSync(linked)).toBe(join(root.directory, 'boot/vmlinuz-6.1.0-1-amd64'));
    const before = Date.now() - 1000;
    const copied = join(await build('--copy-kernel'), 'kernel');
    expect(lstatSync(copied).isFile()).toBe(true);
    expect(readFileSync(copied).equals(readFileSync(linked))).toBe(true);
    expect(statSync(copied).mtimeMs).toBeGreaterThan(before);
  });

  it('--host-cpu CPU is the architecture that picks a kernel', async () => {
    root.write('/boot/vmlinuz-9.9.0-arm64', Buffer.alloc(20_000));
    root.modules('9.9.0-arm64');
    const here = join(await build('--host-cpu', 'x86_64'), 'kernel');
    expect(readlinkSync(here)).toContain('vmlinuz-6.1.0-1-amd64');
    const argv = ['--build', '-v', '--root', root.directory, '-f', 'ext2', '--host-cpu', 'aarch64'];
    // Whether or not there is an init for it here.
    const { stdout } = await supermin([...argv, input, '-o', fresh()], { env });
    expect(stdout).toContain('kernel: picked vmlinuz /boot/vmlinuz-9.9.0-arm64\n');
  });

  it('--if-newer does nothing when the output is up to date; status 0', async () => {
    const output = await build('--if-newer');
    const before = statSync(join(output, 'root')).ino;
    const argv = ['--build', '--root', root.directory, '-f', 'ext2', '--if-newer', input];
    const { stdout, stderr } = await superminSucceeds([...argv, '-o', output], { env });
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
    expect(statSync(join(output, 'root')).ino).toBe(before);
  });

  it('--lock FILE: one build at a time, others wait; --lock-timeout ends the wait', async () => {
    const lock = join(directory, 'lock');
    const holder = spawn('flock', ['-o', lock, 'sh', '-c', 'echo held; exec sleep 60']);
    await once(holder.stdout, 'data');
    try {
      const output = fresh();
      const argv = ['--build', '--root', root.directory, '-f', 'ext2', input, '-o', output];
      const refused = await supermin([...argv, '--lock', lock, '--lock-timeout', '0.2'], { env });
      expect(refused.status).toBe(1);
      expect(refused.stderr).toMatch(/^supermin: .*lock/);
      expect(existsSync(output)).toBe(false);
      // Another lock file is another lock.
      await superminSucceeds([...argv, '--lock', `${lock}2`], { env });
    } finally {
      holder.kill('SIGKILL');
    }
    await build('--lock', lock);
  });

  it('--include-packagelist adds /packagelist: sorted name_version_arch, mode 0644, of root', async () => {
    const image = join(await build('--include-packagelist'), 'root');
    const list = await succeed('debugfs', ['-R', 'cat /packagelist', image]);
    expect(list.stdout).toBe('base_1.0_all\ntiny_1.0_all\n');
    const { stdout } = await succeed('debugfs', ['-R', 'stat /packagelist', image]);
    expect(stdout).toMatch(/Mode: {2}0644 /);
    expect(stdout).toMatch(/User: +0 +Group: +0 /);
  });

  it('--no-docs leaves documentation out', async () => {
    const manual = '/usr/share/man/man1/tiny.1.gz';
    root.install('documented', ['/usr/bin/documented', manual]);
    writeFileSync(join(directory, 'documented'), 'documented\n');
    const argv = ['build', '--root', root.directory, '-f', 'chroot', join(directory, 'documented')];
    const [whole, without] = [fresh(), fresh()];
    await superminSucceeds([...argv, '-o', whole], { env });
    await superminSucceeds([...argv, '--no-docs', '-o', without], { env });
    expect(existsSync(join(whole, manual))).toBe(true);
    expect(existsSync(join(without, manual))).toBe(false);
    expect(existsSync(join(without, 'usr/bin/documented'))).toBe(true);
  });

  it('--packager-config FILE is read by the package manager when it downloads', async () => {
    // An edited file is downloaded; the configuration names a repository that is not there.
    const config = join(directory, 'apt.conf');
    writeFileSync(config, 'APT::Never::Heard::Of "it" ;;;; not a configuration\n{');
    root.write('/etc/tiny.conf', 'edited\n');
    try {
      const argv = ['--prepare', '--root', root.directory, 'tiny', '-o', fresh()];
      const { status, stderr } = await supermin([...argv, '--packager-config', config], { env });
      expect(status).not.toBe(0);
      expect(stderr).toContain(config);
    } finally {
      root.write('/etc/tiny.conf', '/etc/tiny.conf\n');
    }
  });

  it('--use-installed takes config files from the host as they are', async () => {
    const output = fresh();
    root.write('/etc/tiny.conf', 'edited by hand\n');
    try {
      await superminSucceeds(
        ['--prepare', '--use-installed', '--root', root.directory, 'tiny', '-o', output],
        { env },
      );
    } finally {
      root.write('/etc/tiny.conf', '/etc/tiny.conf\n');
    }
    const argv = ['-xzOf', join(output, 'base.tar.gz'), './etc/tiny.conf'];
    expect((await succeed('tar', argv)).stdout).toBe('edited by hand\n');
  });

  it('--size N{b,K,M,G}; default 4G, sparse', async () => {
    const sizes = { '20971520b': 20971520, '20480K': 20971520, '20M': 20971520, '2G': 2 ** 31 };
    for (const [size, bytes] of Object.entries(sizes)) {
      const image = join(await build('--size', size), 'root');
      expect(statSync(image).size).toBe(bytes);
      await fsck(image);
    }
    const { size, blocks } = statSync(join(await build(), 'root'));
    expect(size).toBe(4 * 2 ** 30);
    expect(blocks * 512).toBeLessThan(100 * 2 ** 20);
    const { status, stderr } = await supermin([
      '--build',
      '--size',
      '4Q',
      '-f',
      'ext2',
      input,
      '-o',
      fresh(),
    ]);
    expect(status).toBe(1);
    expect(stderr).toContain("'4Q'");
  });

  it('--list-drivers: distro/manager and detected or not-detected, a line each; status 0', async () => {
    const { stdout, stderr } = await superminSucceeds(['--list-drivers']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^([a-z0-9_]+\/[a-z]+\t(not-)?detected\n)+$/);
    expect(stdout).toMatch(/^debian\/dpkg\tdetected$/m);
    expect((await superminSucceeds(['drivers'])).stdout).toBe(stdout);
    const dpkg = (await superminSucceeds(['drivers', '--backend', 'dpkg'])).stdout;
    expect(dpkg).toBe(
      stdout
        .split(/^/m)
        .filter((line) => line.includes('/dpkg\t'))
        .join(''),
    );
  });

  it('-v, --verbose: 1 stages, 2 files, 3 everything', async () => {
    const argv = ['--build', '--root', root.directory, '-f', 'chroot', input];
    const at = async (...v: string[]) =>
      (await superminSucceeds([...argv, ...v, '-o', fresh()], { env })).stdout;
    expect(await at()).toBe('');
    expect(await at('-v')).toMatch(/^supermin: version: 6/);
    expect(await at('--verbose')).not.toContain('/usr/bin/tiny');
    expect(await at('-v', '-v')).toContain('  - /usr/bin/tiny\n');
    writeFileSync(join(input, 'excludefiles'), '-/usr/share/base/*\n');
    expect(await at('-v', '-v', '-v')).toContain('  - not /usr/share/base/file\n');
  });

  it('-V, --version: supermin VERSION, of which a client takes the second word', async () => {
    for (const option of ['-V', '--version']) {
      const { stdout } = await superminSucceeds([option]);
      expect(stdout).toMatch(/^supermin 6\.\d+\.\d+\n$/);
    }
  });

  it('--help: usage, status 0; of each subcommand, with defaults and an example', async () => {
    for (const argv of [['--help'], ['-h'], ['-help'], ['--build', '--help']]) {
      const { stdout, stderr } = await superminSucceeds(argv);
      expect(stdout).toMatch(/^supermin - /);
      expect(stderr).toBe('');
    }
    for (const command of ['prepare', 'build', 'run', 'plugins', 'drivers']) {
      const { stdout } = await superminSucceeds([command, '--help']);
      expect(stdout).toMatch(new RegExp(`supermin ${command}.*\\n`));
      expect(stdout).toContain('Example');
    }
    expect((await superminSucceeds(['build', '--help'])).stdout).toContain('default 4G');
  });

  it('--names: an error that says that this is not version 4', async () => {
    const { status, stderr } = await supermin(['--names', 'bash']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/supermin 4/);
  });

  it('--dtb: an error: removed, QEMU makes its own', async () => {
    const { status, stderr } = await supermin(['--build', '--dtb', 'x', '-f', 'ext2', input]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/--dtb was removed/);
  });
});

describe('the command line', () => {
  it('takes options anywhere, before or after the names, in both spellings', async () => {
    const root_ = root.directory;
    for (const argv of [
      ['--build', input, '--root', root_, '-f', 'chroot', '-o', fresh()],
      ['-o', fresh(), '-f', 'chroot', input, '--root', root_, '--build'],
      ['build', '-f', 'chroot', input, '-o', fresh(), '--root', root_],
      ['build', `--output=${fresh()}`, '--format=chroot', input, `--root=${root_}`],
    ]) {
      const { stdout, stderr } = await superminSucceeds(argv, { env });
      expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
    }
  });

  it('an error is supermin: MESSAGE on standard error, status 1', async () => {
    const { status, stdout, stderr } = await supermin([
      '--build',
      '-f',
      'ext2',
      '-o',
      fresh(),
      'absent',
    ]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^supermin: absent: no such file or directory\n/);
  });

  it('an unknown option is usage on standard error, status 2', async () => {
    const { status, stdout, stderr } = await supermin(['--nonsense']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/unknown option '--nonsense'\.\n[\s\S]*Usage:\n/);
  });

  it("a failed child's own status is the command's", async () => {
    const bin = join(directory, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'xz'), '#!/bin/sh\nexit 23\n', { mode: 0o755 });
    const broken = join(directory, 'broken.xz');
    writeFileSync(broken, Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2, 3]));
    const argv = ['--build', '--root', root.directory, '-f', 'chroot', broken, '-o', fresh()];
    const { status, stderr } = await supermin(argv, {
      env: { ...env, PATH: `${bin}:${process.env.PATH}` },
    });
    expect(stderr).toContain('broken.xz');
    expect(status).toBe(23);
  });

  it('a good run prints nothing; both streams end with the command: no child holds them', async () => {
    const command = [inject('supermin'), '--build', '--root', root.directory, '-f', 'ext2'];
    const argv = [...command, '--lock', join(directory, 'lock3'), input, '-o', fresh()];
    // As libguestfs reads: both streams through one pipe until its end, descriptors above 2 closed.
    const { stdout } = await succeed('sh', ['-c', 'exec "$@" 2>&1 3>&- 4>&-', 'sh', ...argv], {
      env: { ...env, LC_ALL: 'C' },
    });
    expect(stdout).toBe('');
  });
});
