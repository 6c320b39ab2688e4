import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SmallRoot } from '@supermin/test-support/debian';
import { fsck, uuidOf } from '@supermin/test-support/images';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, NOBODY } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { supermin, superminSucceeds } from '../support/installation.ts';

const directory = scratchDirectory();
const root = new SmallRoot(join(directory, 'host'));
const env = { XDG_CACHE_HOME: join(directory, 'cache') };
let count = 0;

function fresh(name = 'output'): string {
  return join(directory, `${name}-${count++}`);
}

/** An input file or directory member. */
function file(content: string | Buffer, path = fresh('input')): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function chroot(...words: string[]): Promise<string> {
  const output = fresh();
  const argv = ['--build', '--root', root.directory, '-f', 'chroot', ...words, '-o', output];
  const { stdout, stderr } = await superminSucceeds(argv, { env });
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
  return output;
}

async function refused(...words: string[]): Promise<string> {
  const output = fresh();
  const argv = ['--build', '--root', root.directory, '-f', 'chroot', ...words, '-o', output];
  const { status, stderr } = await supermin(argv, { env });
  expect(status).toBe(1);
  expect(existsSync(output)).toBe(false);
  return stderr;
}

/** A tar archive, made by tar, of files with these contents. */
function archive(files: Readonly<Record<string, string>>): string {
  const from = fresh('tree');
  for (const [path, content] of Object.entries(files)) file(content, join(from, path));
  const path = fresh('archive');
  execFileSync('tar', ['--format=ustar', '-C', from, '-cf', path, '.']);
  return path;
}

beforeAll(() => {
  root.install('tiny', ['/usr/bin/tiny', '/etc/tiny.conf'], ['Depends: needed']);
  root.install('needed', ['/usr/share/needed/a', '/usr/share/needed/sub/b']);
  root.install('other', ['/usr/share/other']);
  root.write('/opt/one.txt', 'one');
  root.write('/opt/two.txt', 'two');
  root.write('/opt/.hidden.txt', 'hidden');
  root.kernel('/boot/vmlinuz-6.1.0-1-amd64', '6.1.0-1-amd64');
  root.modules('6.1.0-1-amd64', { 'kernel/ext4.ko': '' });
});

describe('the appliance', () => {
  it('files and folders are read recursively, in byte order of names: a later archive wins', async () => {
    const folder = fresh('folder');
    for (const [name, content] of Object.entries({ a: 'first', B: 'zeroth', 'c/d': 'last' })) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      execFileSync('cp', [archive({ 'opt/file': content }), join(folder, name)]);
    }
    expect(readFileSync(join(await chroot(folder), 'opt/file'), 'latin1')).toBe('last');
    rmSync(join(folder, 'c'), { recursive: true });
    expect(readFileSync(join(await chroot(folder), 'opt/file'), 'latin1')).toBe('first');
  });

  it('a file is known by its content, after looking through gzip, xz, zstd and lz4', async () => {
    const plain = archive({ 'opt/packed': 'content' });
    for (const program of ['gzip', 'xz', 'zstd', 'lz4']) {
      const packed = execFileSync(program, ['-c'], { input: readFileSync(plain) });
      const output = await chroot(file(packed, join(fresh('folder'), 'hostfiles')));
      expect(readFileSync(join(output, 'opt/packed'), 'latin1')).toBe('content');
    }
    const packages = execFileSync('gzip', ['-c'], { input: 'tiny\n' });
    expect(existsSync(join(await chroot(file(packages)), 'usr/bin/tiny'))).toBe(true);
  });

  it('hostfiles: wildcards as glob(3): no leading dot, [...], ?, no escapes; no match is nothing', async () => {
    const list = (text: string) => chroot(file(text)).then((output) => join(output, 'opt'));
    expect(readdirSync(await list('/opt/*.txt\n'))).toEqual(['one.txt', 'two.txt']);
    expect(readdirSync(await list('/opt/[no]??.txt\n'))).toEqual(['one.txt']);
    expect(readdirSync(await list('/opt/.h*\n\n/opt/none*\n/nowhere\n'))).toEqual(['.hidden.txt']);
    expect(existsSync(await list('/opt/on\\e.txt\n'))).toBe(false);
  });

  it('excludefiles: fnmatch(3), * also matches /; of packages only, not base archives or hostfiles', async () => {
    const output = await chroot(
      file('tiny\n'),
      file('-/usr/share/*\n-/opt/*\n'),
      file('/opt/one.txt\n'),
      archive({ 'usr/share/mine': 'x' }),
    );
    expect(existsSync(join(output, 'usr/share/needed'))).toBe(false);
    expect(existsSync(join(output, 'usr/bin/tiny'))).toBe(true);
    expect(existsSync(join(output, 'usr/share/mine'))).toBe(true);
    expect(existsSync(join(output, 'opt/one.txt'))).toBe(true);
  });

  it('excludefiles: a line without - is an error', async () => {
    expect(await refused(file('-/a\nb\n', join(directory, 'excludes')))).toMatch(/excludes:2: 'b'/);
  });

  it('packages: unknown ones are dropped in silence; -v says so, --strict makes it an error', async () => {
    const packages = file('tiny\nunknown\n');
    expect(existsSync(join(await chroot(packages), 'usr/bin/tiny'))).toBe(true);
    const argv = ['--build', '--root', root.directory, '-f', 'chroot', packages, '-o', fresh()];
    expect((await superminSucceeds([...argv, '-v'], { env })).stdout).toMatch(/unknown/);
    expect(await refused('--strict', packages)).toMatch(/unknown/);
  });

  it('empty: nothing; blank lines are allowed; any number of each kind', async () => {
    const output = await chroot(
      file(''),
      file('tiny\n\n\n'),
      file('other'),
      file('\n/opt/one.txt\n'.trimStart()),
      file('/opt/two.txt\n'),
      file('-/nothing\n'),
      file('-/usr/share/needed/a\n'),
    );
    expect(existsSync(join(output, 'usr/share/other'))).toBe(true);
    expect(readdirSync(join(output, 'opt'))).toEqual(['one.txt', 'two.txt']);
    expect(readdirSync(join(output, 'usr/share/needed'))).toEqual(['sub']);
  });

  it('anything else: an error that names the file', async () => {
    expect(await refused(file('\x7fELF', join(directory, 'a.out')))).toContain('a.out');
  });
});

describe('the environment', () => {
  const packages = () => file('tiny\n');

  it('SUPERMIN_KERNEL, SUPERMIN_KERNEL_VERSION, SUPERMIN_MODULES choose kernel and modules', async () => {
    root.write('/srv/kernel', Buffer.alloc(20_000));
    root.modules('7.7.7', { 'kernel/virtio.ko': '' });
    const output = fresh();
    const argv = ['--build', '--root', root.directory, '-f', 'ext2', packages(), '-o', output];
    const SUPERMIN_KERNEL = '/srv/kernel';
    const silent = await supermin(argv, { env: { ...env, SUPERMIN_KERNEL } });
    expect(silent.status).toBe(1);
    expect(silent.stderr).toContain('SUPERMIN_KERNEL_VERSION');
    const named = { ...env, SUPERMIN_KERNEL, SUPERMIN_KERNEL_VERSION: '7.7.7' };
    await superminSucceeds(argv, { env: named });
    expect(readlinkSync(join(output, 'kernel'))).toBe(join(root.directory, 'srv/kernel'));
    const modules = async () =>
      (await succeed('debugfs', ['-R', 'ls -p /lib/modules', join(output, 'root')])).stdout;
    expect(await modules()).toContain('/7.7.7/');
    const SUPERMIN_MODULES = '/lib/modules/6.1.0-1-amd64';
    await superminSucceeds(argv, { env: { ...named, SUPERMIN_MODULES } });
    const listing = await succeed('debugfs', [
      ...['-R', 'ls -p /lib/modules/7.7.7/kernel', join(output, 'root')],
    ]);
    expect(listing.stdout).toContain('/ext4.ko/');
  });

  it('SOURCE_DATE_EPOCH is the mtime of the archive that prepare writes', async () => {
    const output = fresh();
    await superminSucceeds(['--prepare', '--root', root.directory, 'tiny', '-o', output], {
      env: { ...env, SOURCE_DATE_EPOCH: '86400' },
    });
    const argv = ['--utc', '-tvzf', join(output, 'base.tar.gz')];
    expect((await succeed('tar', argv)).stdout).toContain('1970-01-02 00:00');
  });

  it('TMPDIR: a relative one is an error; temporary files lie there, and go', async () => {
    const argv = ['--build', '--root', root.directory, '-f', 'chroot', packages(), '-o', fresh()];
    const { status, stderr } = await supermin(argv, { env: { ...env, TMPDIR: 'here' } });
    expect(status).toBe(1);
    expect(stderr).toContain('TMPDIR');
    const TMPDIR = fresh('tmp');
    mkdirSync(TMPDIR);
    const xz = execFileSync('xz', ['-c'], { input: readFileSync(archive({ 'opt/x': 'x' })) });
    await superminSucceeds([...argv, file(xz)], { env: { ...env, TMPDIR } });
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  it('programs that it runs get LANG=C', async () => {
    const bin = fresh('bin');
    file(`#!/bin/sh\necho "E: LANG is $LANG" >&2\nexit 100\n`, join(bin, 'apt-get'));
    execFileSync('chmod', ['755', join(bin, 'apt-get')]);
    root.write('/etc/tiny.conf', 'edited\n');
    const argv = ['--prepare', '--root', root.directory, 'tiny', '-o', fresh()];
    const { status, stderr } = await supermin(argv, {
      env: { ...env, LANG: 'de_DE.UTF-8', PATH: `${bin}:${process.env.PATH}` },
    });
    root.write('/etc/tiny.conf', '/etc/tiny.conf\n');
    expect(stderr).toContain('LANG is C');
    expect(status).toBe(100);
  });
});

describe('prepare', () => {
  it('writes packages (the names given, sorted, a line each) and base.tar.gz (./etc/..., owner 0)', async () => {
    const output = fresh();
    const argv = ['--prepare', '--root', root.directory, 'tiny', 'other', '/usr/share/needed/a'];
    await superminSucceeds([...argv, '-o', output], { env });
    expect(readFileSync(join(output, 'packages'), 'latin1')).toBe('needed\nother\ntiny\n');
    const listing = await succeed('tar', ['--numeric-owner', '-tvzf', join(output, 'base.tar.gz')]);
    expect(listing.stdout).toMatch(/^-rw-r--r-- 0\/0 +15 .* \.\/etc\/tiny\.conf\n$/);
  });

  it('always writes both files', async () => {
    const output = fresh();
    await superminSucceeds(['--prepare', '--root', root.directory, 'other', '-o', output], { env });
    expect(readdirSync(output).sort()).toEqual(['base.tar.gz', 'packages']);
    expect((await succeed('tar', ['-tzf', join(output, 'base.tar.gz')])).stdout).toBe('');
  });

  it('none of the named packages installed: an error', async () => {
    const argv = ['--prepare', '--root', root.directory, 'none', 'of', 'these', '-o', fresh()];
    const { status, stderr } = await supermin(argv, { env });
    expect(status).toBe(1);
    expect(stderr).toContain('none of these');
  });
});

describe('build', () => {
  it('closure of the packages; all their files but config files', async () => {
    const output = await chroot(file('tiny\n'));
    expect(existsSync(join(output, 'usr/share/needed/sub/b'))).toBe(true);
    expect(existsSync(join(output, 'etc/tiny.conf'))).toBe(false);
  });

  it('minus what does not exist', async () => {
    rmSync(join(root.directory, 'usr/share/needed/a'));
    const output = await chroot(file('tiny\n'));
    root.write('/usr/share/needed/a', '/usr/share/needed/a\n');
    expect(readdirSync(join(output, 'usr/share/needed'))).toEqual(['sub']);
  });

  it('diversions: the diverted-to file is read, the original path is written', async () => {
    root.write('/var/lib/dpkg/diversions', '/usr/share/other\n/usr/share/other.away\ntiny\n');
    root.write('/usr/share/other.away', 'diverted\n');
    const output = await chroot(file('other\n'));
    root.write('/var/lib/dpkg/diversions', '');
    expect(readFileSync(join(output, 'usr/share/other'), 'latin1')).toBe('diverted\n');
    expect(existsSync(join(output, 'usr/share/other.away'))).toBe(false);
  });

  it('chroot: absolute symlinks become relative ones', async () => {
    symlinkSync('/usr/bin/tiny', join(root.directory, 'opt/link'));
    const output = await chroot(file('tiny\n'), file('/opt/link\n'));
    expect(readlinkSync(join(output, 'opt/link'))).toBe('../usr/bin/tiny');
  });

  it('ext2: exactly kernel, initrd and root; modes; the UUID where every tool looks', async () => {
    const output = fresh();
    const argv = ['--build', '--root', root.directory, '-f', 'ext2', file('tiny\n'), '-o', output];
    await superminSucceeds([...argv, '--copy-kernel', '--size', 'auto'], { env });
    expect(readdirSync(output).sort()).toEqual(['initrd', 'kernel', 'root']);
    expect((statSync(output).mode & 0o777).toString(8)).toBe('755');
    expect((statSync(join(output, 'root')).mode & 0o777).toString(8)).toBe('644');
    expect(statSync(join(output, 'kernel')).mode & 0o044).toBe(0o044);
    const image = join(output, 'root');
    await fsck(image);
    const uuid = readFileSync(image).subarray(0x468, 0x478).toString('hex');
    expect((await uuidOf(image)).replaceAll('-', '')).toBe(uuid);
    expect((await succeed('file', [image])).stdout).toContain(await uuidOf(image));
    expect((await succeed('file', [join(output, 'initrd')])).stdout).toContain(
      'ASCII cpio archive (SVR4 with no CRC)',
    );
    const all = await succeed('debugfs', [
      ...['-R', 'ls -p /lib/modules/6.1.0-1-amd64/kernel', image],
    ]);
    expect(all.stdout).toContain('/ext4.ko/');
  });

  it.runIf(IS_ROOT)(
    'an unreadable file: a warning with a count, left out rather than empty; all with -v; --strict',
    async () => {
      for (const name of ['a', 'b', 'c', 'd', 'e'])
        root.write(`/srv/secret/${name}`, 'secret', 0o600);
      const input = file('/srv/secret/*\n/opt/one.txt\n');
      const output = fresh();
      execFileSync('install', ['-d', '-o', String(NOBODY), output]);
      execFileSync('chmod', ['755', directory]);
      const argv = [
        '--build',
        '--root',
        root.directory,
        '-f',
        'ext2',
        input,
        '-o',
        join(output, 'a'),
      ];
      const { stderr, stdout } = await superminSucceeds([...argv, '-v'], { uid: NOBODY });
      expect(stderr).toMatch(/^supermin: warning: 5 files cannot be read .*\/srv\/secret\/a/);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      for (const name of 'abcde') expect(stdout).toContain(`/srv/secret/${name}\n`);
      const listing = await succeed('debugfs', ['-R', 'ls -p /srv/secret', join(output, 'a/root')]);
      expect(listing.stdout).not.toMatch(/\/[a-e]\//);
      const strict = await supermin([...argv, '--strict'], { uid: NOBODY });
      expect(strict.status).toBe(1);
      expect(strict.stderr).toContain('/srv/secret/a');
    },
  );

  it('--size too small: need, have and the largest packages, before anything is written', async () => {
    root.install('large', ['/usr/lib/large']);
    root.write('/usr/lib/large', Buffer.alloc(3 << 20, 7));
    const output = fresh();
    const argv = ['--build', '--root', root.directory, '-f', 'ext2', '--size', '1M'];
    const { status, stderr } = await supermin([...argv, file('large\n'), '-o', output], { env });
    expect(status).toBe(1);
    expect(stderr).toMatch(/1M/);
    expect(stderr).toMatch(/large/);
    expect(existsSync(output)).toBe(false);
  });

  it('an output directory that exists is replaced; a link to one stays a link', async () => {
    const real = fresh();
    mkdirSync(real);
    const link = fresh();
    symlinkSync(real, link);
    const argv = ['--build', '--root', root.directory, '-f', 'chroot', file('tiny\n'), '-o', link];
    await superminSucceeds(argv, { env });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(existsSync(join(real, 'usr/bin/tiny'))).toBe(true);
  });
});
