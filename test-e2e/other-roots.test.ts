import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SmallRoot } from '@supermin/test-support/debian';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';

const directory = scratchDirectory();
let count = 0;
const fresh = () => join(directory, String(count++));

/** elf(5): where a file says for what machine it is, and one of these. */
const E_MACHINE = 18;
const EM_AARCH64 = 183;

function elfHeader(machine: number): Buffer {
  const header = Buffer.alloc(64);
  header.write('\x7fELF\x02\x01', 'latin1');
  header.writeUInt16LE(machine, E_MACHINE);
  return header;
}

/** The family that `supermin drivers` marks as detected, undefined without one. */
async function detected(root: string): Promise<string | undefined> {
  const { stdout } = await superminSucceeds(['drivers', '--root', root]);
  return /^(\S+)\tdetected$/m.exec(stdout)?.[1];
}

describe('a root of another primary architecture', () => {
  const root = new SmallRoot(fresh());
  const arm = (...fields: string[]) => ['Architecture: arm64', ...fields];
  beforeAll(() => {
    root.write('/etc/os-release', 'ID=raspbian\nID_LIKE=debian\n');
    root.write('/var/lib/dpkg/arch', 'arm64\namd64\n');
    root.install('dpkg', [], arm());
    root.install('application', ['/usr/bin/application'], arm('Depends: library, interpreter'));
    root.install('interpreter', ['/usr/bin/interpreter'], arm('Multi-Arch: foreign'));
    // What would come in if this machine's architecture counted.
    for (const each of ['amd64', 'arm64']) {
      root.install('library', [], [`Architecture: ${each}`, 'Multi-Arch: same']);
      root.write(`/var/lib/dpkg/info/library:${each}.list`, `/.\n/usr/lib/${each}/library.so\n`);
      root.write(`/usr/lib/${each}/library.so`, `${each}\n`);
    }
    rmSync(join(root.directory, 'var/lib/dpkg/info/library.list'));
    root.arm64Kernel('/boot/vmlinuz-6.1.0-1-arm64');
    root.kernel('/boot/vmlinuz-6.1.0-2-amd64', '6.1.0-2-amd64');
    for (const version of ['6.1.0-1-arm64', '6.1.0-2-amd64']) root.modules(version);
  });

  it('prepare and build take the packages of that architecture', async () => {
    const input = fresh();
    const output = fresh();
    const argv = ['--root', root.directory];
    await superminSucceeds(['--prepare', 'application', ...argv, '-o', input]);
    await superminSucceeds([
      ...['--build', '-f', 'chroot', '--include-packagelist', input],
      ...[...argv, '-o', output],
    ]);
    expect(readFileSync(join(output, 'packagelist'), 'latin1')).toBe(
      'application_1.0_arm64\ninterpreter_1.0_arm64\nlibrary_1.0_arm64\n',
    );
    const { stdout } = await succeed('find', [output, '-type', 'f', '-printf', '%P\n']);
    expect(stdout.split('\n').sort()).toEqual([
      '',
      'packagelist',
      'usr/bin/application',
      'usr/bin/interpreter',
      'usr/lib/arm64/library.so',
    ]);
  });

  it('build -f ext2 takes a kernel of the architecture of the root\u2019s programs', async () => {
    const packages = join(directory, 'packages');
    writeFileSync(packages, 'application\n');
    const picked = async (...options: string[]) => {
      const argv = ['--build', '-v', '--root', root.directory, '-f', 'ext2', packages];
      // It may end with an error: what is compiled here need not include an init for that architecture.
      const { stdout } = await supermin([...argv, '-o', fresh(), ...options]);
      return /^supermin: kernel: picked vmlinuz (.*)$/m.exec(stdout)?.[1];
    };
    root.write('/bin/sh', elfHeader(EM_AARCH64));
    expect(await picked()).toBe('/boot/vmlinuz-6.1.0-1-arm64');
    expect(await picked('--host-cpu', 'x86_64')).toBe('/boot/vmlinuz-6.1.0-2-amd64');
  });

  it('a name with its architecture means another one', async () => {
    const output = fresh();
    await superminSucceeds(['--prepare', 'library:amd64', '--root', root.directory, '-o', output]);
    expect(readFileSync(join(output, 'packages'), 'latin1')).toBe('library:amd64\n');
  });
});

const RPM = '/usr/lib/sysimage/rpm/rpmdb.sqlite';
const DPKG = '/var/lib/dpkg/status';

describe('detection', () => {
  it.each([
    ['Ubuntu', [DPKG], 'ID=ubuntu\nID_LIKE=debian', 'debian/dpkg'],
    ['Linux Mint', [DPKG], 'ID=linuxmint\nID_LIKE="ubuntu debian"', 'debian/dpkg'],
    ['a Debian without os-release', [DPKG], '', 'debian/dpkg'],
    ['Nobara', [RPM], 'ID=nobara\nID_LIKE="rhel centos fedora"', 'fedora/rpm'],
    ['openSUSE Aeon', [RPM], 'ID=opensuse-aeon\nID_LIKE="suse opensuse"', 'opensuse/rpm'],
    ['Mageia', ['/var/lib/rpm/Packages'], 'ID=mageia', 'mageia/rpm'],
    ['Fedora CoreOS', ['/usr/share/rpm/rpmdb.sqlite'], 'ID=fedora', 'fedora/rpm'],
    ['rpm installed on Devuan', [DPKG, RPM], 'ID=devuan\nID_LIKE=debian', 'debian/dpkg'],
    [
      'dpkg installed on AlmaLinux',
      [DPKG, RPM],
      'ID=almalinux\nID_LIKE="rhel fedora"',
      'fedora/rpm',
    ],
    ['both on what nobody knows', [DPKG, RPM], 'ID=strange', undefined],
    ['none', [], 'ID=debian', undefined],
  ])('%s', async (_, databases, release, family) => {
    const root = new SmallRoot(fresh());
    root.write('/etc/os-release', `${release}\n`);
    for (const path of databases) root.write(path, '');
    expect(await detected(root.directory)).toBe(family);
  });

  it('lists each family of every plugin, in either spelling', async () => {
    const top = fileURLToPath(new URL('../packages', import.meta.url));
    const families = readdirSync(top)
      .filter((name) => name.startsWith('backend-'))
      .map((name) => JSON.parse(readFileSync(join(top, name, 'package.json'), 'utf8')).supermin)
      .flatMap(({ backends }) => backends as { families: { name: string }[] }[])
      .flatMap((backend) => backend.families.map(({ name }) => name));
    for (const spelling of ['drivers', '--list-drivers']) {
      const { stdout } = await superminSucceeds([spelling]);
      const names = stdout.split('\n').map((line) => line.split('\t')[0]);
      expect(names).toEqual([...families.sort(), '']);
    }
  });
});

describe('a Debian with rpm installed, whose database is empty', () => {
  const root = new SmallRoot(fresh());
  const prepare = (...args: string[]) =>
    supermin(['--prepare', ...args, '--root', root.directory, '-o', fresh()]);
  beforeAll(async () => {
    root.install('tiny', ['/usr/bin/tiny']);
    await succeed('rpm', ['--root', root.directory, '--dbpath', '/var/lib/rpm', '--initdb']);
  });

  it('is a Debian', async () => {
    expect(await prepare('tiny')).toMatchObject({ status: 0, stderr: '' });
  });

  it('--backend rpm asks rpm all the same', async () => {
    const { status, stderr } = await prepare('tiny', '--backend', 'rpm');
    expect(status).toBe(1);
    expect(stderr).toContain('tiny');
  });

  it('with a strange os-release: an error that says how to choose, and --backend chooses', async () => {
    writeFileSync(join(root.directory, 'etc/os-release'), 'ID=strange\n');
    const { status, stderr } = await prepare('tiny');
    expect(status).toBe(1);
    expect(stderr).toContain('has databases of dpkg and rpm');
    expect(stderr).toContain('hint: choose one: --backend dpkg or --backend rpm');
    expect((await prepare('tiny', '--backend', 'dpkg')).status).toBe(0);
  });
});
