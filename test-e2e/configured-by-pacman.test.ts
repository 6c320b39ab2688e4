import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SigningKey } from '@supermin/test-support/apt';
import { fsck, listImage } from '@supermin/test-support/images';
import type { PackageDescription } from '@supermin/test-support/pacman';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeArchRepository } from './support/arch-repository.ts';
import { supermin, superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

const INSTALL = `
pre_install() {
  echo worker:x:777:778::/:/bin/sh >> /etc/passwd
  echo worker:x:778: >> /etc/group
}
post_install() {
  set -e
  echo "scripted $1 is installed"
  test -c /dev/null && test -d /proc/self && test ! -e /sys/class/net/eth0 && test ! -e /.supermin
  echo state > /var/lib/scripted/state
  chown worker:worker /var/lib/scripted/state
  mkdir -p /etc/ssh /var/cache/ldconfig
  for each in /var/log/scripted.log /etc/machine-id /etc/ssh/ssh_host_rsa_key /var/cache/ldconfig/aux-cache; do
    date +%N > $each
  done
}
`;

const HOOK = `[Trigger]
Operation = Install
Type = Path
Target = usr/bin/bash
[Action]
When = PostTransaction
Exec = /usr/bin/bash -c 'echo hook > /var/lib/scripted/hook'
`;

const directory = (path: string) => ({ path, directory: true }) as const;

const account = (name: string) => ({
  path: `etc/${name}`,
  content: existsSync('/usr/share/base-passwd')
    ? readFileSync(`/usr/share/base-passwd/${name}.master`, 'latin1')
    : '',
});

/** What Debian's scripts make and Arch's packages have; scripts and a hook; a script that fails. */
const MORE: readonly PackageDescription[] = [
  {
    ...{ name: 'setup', version: '1-1', depends: ['dash', 'filesystem'] },
    backup: ['etc/passwd', 'etc/group'],
    files: [...[directory('etc'), account('group'), account('passwd')]],
  },
  {
    ...{ name: 'scripted', version: '1-1', depends: ['setup', 'bash', 'coreutils'] },
    install: INSTALL,
    files: [
      ...[directory('usr'), directory('usr/share'), directory('usr/share/libalpm')],
      directory('usr/share/libalpm/hooks'),
      { path: 'usr/share/libalpm/hooks/scripted.hook', content: HOOK },
      ...[directory('var'), directory('var/lib'), directory('var/lib/scripted')],
    ],
  },
  {
    ...{ name: 'bad', version: '1-1', depends: ['scripted'] },
    install: 'post_install() {\n  echo "bad has a problem"\n  return 3\n}\n',
  },
];

/** Debian calls pacman so. */
const PACKAGES = [
  'bash',
  'coreutils',
  'dash',
  'mount',
  'pacman-package-manager',
  'scripted',
  'tar',
];

const HAS_TOOLS = ['pacman', 'repo-add', 'bsdtar', 'gpg', 'gpgv', 'zstd'].every((name) =>
  available(name, hasProgram(name)),
);

describe.runIf(IS_ROOT && HAS_QEMU && HAS_TOOLS)('packages that pacman installs in a VM', () => {
  const top = scratchDirectory();
  const file = join(top, 'my.conf');
  const images: Buffer[] = [];

  beforeAll(async () => {
    chmodSync(top, 0o755);
    const key = new SigningKey(join(top, 'k'));
    mkdirSync(join(top, 'keys'));
    writeFileSync(join(top, 'keys/pubring.gpg'), readFileSync(key.keyring));
    await makeArchRepository(top, PACKAGES.filter(isDebians), key, MORE);
    const lines = ['[options]', 'Architecture = auto', `GPGDir = ${top}/keys`];
    const repository = [
      'SigLevel = Required DatabaseOptional',
      '[core]',
      `Server = file://${top}/$repo`,
    ];
    writeFileSync(file, `${[...lines, ...repository].join('\n')}\n`);
  }, 900_000);

  const prepare = ['prepare', '--from', file, '--configure', ...PACKAGES];
  const build = ['build', '-v', '-f', 'ext2', '--size', '+100M', '--configure'];

  describe.each(USERS)('as $name', (user) => {
    const mine = scratchDirectory({}, user);
    const options = { ...user, env: { XDG_CACHE_HOME: join(mine, 'cache') }, timeout: 900_000 };
    const made = join(mine, 'a');

    it('have what their scripts and hooks made, and nothing of the VM', async () => {
      await superminSucceeds([...prepare, '-o', join(mine, 'd')], options);
      const { stdout } = await superminSucceeds([...build, join(mine, 'd'), '-o', made], options);
      expect(stdout).toContain('configure: scripted 1-1 is installed');
      await fsck(join(made, 'root'));
      const files = await listImage(join(made, 'root'));
      expect(files.get('/var/lib/scripted/state')).toMatchObject({ owner: '777:778' });
      expect(files.get('/var/lib/scripted/hook')).toMatchObject({ type: 'file' });
      expect([...files.keys()].filter((path) => path.endsWith('/modules.dep'))).toHaveLength(1);
      for (const path of [
        ...['/.supermin', '/etc/ssh/ssh_host_rsa_key', '/var/cache/ldconfig/aux-cache'],
        ...['/var/log/pacman.log', '/var/lib/pacman/db.lck', '/etc/resolv.conf'],
      ]) {
        expect({ path, there: files.has(path) }).toEqual({ path, there: false });
      }
      images.push(readFileSync(join(made, 'root')));
    }, 900_000);

    it('pacman finds nothing to complain about', async () => {
      const pacman = 'pacman --config /dev/null';
      const script = `cat /etc/machine-id; ${pacman} -Q; echo --; ${pacman} -Qkk 2>&1`;
      const run = ['run', '--appliance', made, '--', 'sh', '-c', script];
      const { stdout } = await supermin(run, options);
      const { packages } = JSON.parse(readFileSync(join(mine, 'd/lock.json'), 'utf8'));
      const [installed, verified] = stdout.split('--\n').map((text) => text.split('\n'));
      expect(installed!.filter(Boolean)).toHaveLength(packages.length);
      const lines = verified!.filter(Boolean);
      const expected = [
        /: \d+ total files?, 0 altered files$/,
        // pre_install has written to both.
        /^backup file: setup: \/etc\/(?:passwd|group) \(.* mismatch\)$/,
        // The VM's own.
        /^warning: filesystem: \/(?:proc|sys|dev|run) \(Permissions mismatch\)$/,
        /^filesystem: \d+ total files, [1-4] altered files$/,
        // What is without files has a list that not even pacman can read.
        /: Unrecognized archive format$|: no mtree file$/,
      ];
      const isExpected = (line: string) => expected.some((pattern) => pattern.test(line));
      expect(lines.filter((line) => !isExpected(line))).toEqual([]);
    }, 900_000);
  });

  it('are the same bytes, whoever configures them', () => {
    expect(images.map((each) => each.equals(images[0]!))).toEqual(USERS.map(() => true));
  });

  it('an error names the package whose script has failed, and has what it wrote', async () => {
    const own = scratchDirectory();
    const options = { env: { XDG_CACHE_HOME: join(own, 'cache') }, timeout: 900_000 };
    await superminSucceeds([...prepare, 'bad', '-o', join(own, 'd')], options);
    const argv = [...build, join(own, 'd'), '-o', join(own, 'a')];
    const { status, stderr } = await supermin(argv, options);
    expect(status).toBe(1);
    expect(stderr).toContain('could not configure bad: ');
    expect(stderr).toContain('bad has a problem');
    expect(existsSync(join(own, 'a'))).toBe(false);
  }, 900_000);
});

function isDebians(name: string): boolean {
  return !MORE.some((each) => each.name === name);
}
