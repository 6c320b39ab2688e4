import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DebDescription, signedSources } from '@supermin/test-support/apt';
import { fsck, listImage } from '@supermin/test-support/images';
import { available, hasProgram, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

const POSTINST = `#!/bin/sh -e
echo "good is configured as $DPKG_MAINTSCRIPT_PACKAGE, $1"
test -e /etc/good.preinst
sh /usr/sbin/policy-rc.d && exit 4 || test $? = 101
test ! -e /sys/class/net/eth0
mkdir -m 710 /var/lib/good
echo state > /var/lib/good/state
chown 7:8 /var/lib/good/state
chmod 4640 /var/lib/good/state
mknod /var/lib/good/null c 1 3
ln -s state /var/lib/good/link
ln /var/lib/good/state /var/lib/good/name
rm /usr/share/good/gone
printf y > /usr/share/good/old
touch -d 2001-01-01 /usr/share/good/old
date > /var/log/good.log
date > /etc/machine-id
mkdir -p /etc/ssh
date > /etc/ssh/ssh_host_rsa_key
`;

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

const PACKAGES: readonly DebDescription[] = [
  {
    name: 'good',
    fields: { Depends: 'dash' },
    files: {
      ...{ 'usr/share/good/gone': 'x', 'usr/share/good/stays': 'x', 'usr/share/good/old': 'x' },
      'etc/good.conf': 'a=1\n',
    },
    control: {
      preinst: '#!/bin/sh -e\ntest "$1" = install\necho > /etc/good.preinst\n',
      postinst: POSTINST,
      conffiles: '/etc/good.conf\n',
      md5sums: `${md5('x')}  usr/share/good/gone\n${md5('x')}  usr/share/good/stays\n`,
    },
  },
  {
    name: 'bad',
    control: { postinst: '#!/bin/sh\necho "bad has a problem" >&2\nexit 3\n' },
  },
];

/** What scripts need; less than what the distribution calls essential, as that takes a minute. */
const TOOLS = [
  ...['base-files', 'base-passwd', 'bash', 'coreutils', 'dash', 'debconf', 'diffutils', 'dpkg'],
  ...['findutils', 'grep', 'libc-bin', 'mawk', 'perl-base', 'sed', 'tar'],
];

const HAS_TOOLS = ['gpg', 'gpgv', 'dpkg-deb', 'xz'].every((name) =>
  available(name, hasProgram(name)),
);

/** An ordinary one, if there is a choice. */
const user = USERS.at(-1)!;

describe.runIf(HAS_TOOLS && HAS_QEMU)(`packages that are configured as ${user.name}`, () => {
  const top = scratchDirectory({}, user);
  const mirror = scratchDirectory();
  const sources = join(mirror, 'my.sources');
  const options = {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { XDG_CACHE_HOME: join(top, 'cache') },
    timeout: 900_000,
  };
  const prepare = (name: string, output: string) => {
    const from = ['--from', 'debian:trixie', '--from', sources];
    return supermin(['prepare', ...from, ...TOOLS, name, '-o', output], options);
  };
  const build = (input: string, output: string, ...more: string[]) =>
    supermin(
      [
        'build',
        '-v',
        '-f',
        'ext2',
        '--size',
        '+100M',
        '--configure',
        ...more,
        join(top, input),
        '-o',
        output,
      ],
      options,
    );
  let reached = false;

  beforeAll(async () => {
    signedSources(mirror, PACKAGES);
    const { status, stderr } = await prepare('good', join(top, 'good'));
    reached = available('the archive of Debian', !/could not download/.test(stderr));
    if (reached) expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }, 900_000);

  it('have what their scripts made, and nothing of the VM', async ({ skip }) => {
    skip(!reached, 'no network');
    const output = join(top, 'a');
    const { status, stdout, stderr } = await build('good', output);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stdout).toContain('good is configured as good, configure');
    await fsck(join(output, 'root'));
    const files = await listImage(join(output, 'root'));
    expect(files.get('/etc/good.preinst')).toMatchObject({ type: 'file' });
    expect(files.get('/var/lib/good')).toMatchObject({ mode: '710' });
    expect(files.get('/var/lib/good/state')).toMatchObject({ mode: '4640', owner: '7:8' });
    expect(files.get('/var/lib/good/link')).toMatchObject({ type: 'symlink', content: 'state' });
    expect(files.has('/var/lib/good/null')).toBe(true);
    expect(files.has('/var/lib/good/name')).toBe(true);
    expect(files.has('/usr/share/good/stays')).toBe(true);
    // Changed, whatever time its script has given it.
    const old = ['-R', 'cat /usr/share/good/old', join(output, 'root')];
    expect((await succeed('debugfs', old)).stdout).toBe('y');
    for (const path of [
      ...['/usr/share/good/gone', '/usr/sbin/policy-rc.d', '/etc/ssh/ssh_host_rsa_key'],
      ...['/etc/hosts', '/etc/resolv.conf', '/var/log/dpkg.log', '/var/lib/dpkg/status-old'],
    ]) {
      expect({ path, there: files.has(path) }).toEqual({ path, there: false });
    }
  }, 900_000);

  it('are kept, and give the same bytes when it is done again', async ({ skip }) => {
    skip(!reached, 'no network');
    const again = await build('good', join(top, 'b'));
    expect(again.stdout).toContain('have been configured before');
    const store = join(top, 'cache/supermin/layers-1');
    const lock = readFileSync(join(top, 'good/lock.json'), 'utf8');
    const configured = readdirSync(store).filter((name) => !lock.includes(name));
    expect(configured).toHaveLength(1);
    rmSync(join(store, configured[0]!));
    const { status, stdout, stderr } = await build('good', join(top, 'c'));
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stdout).toContain('good is configured');
    const [a, b, c] = ['a', 'b', 'c'].map((name) => readFileSync(join(top, name, 'root')));
    expect([a!.equals(b!), a!.equals(c!)]).toEqual([true, true]);
  }, 900_000);

  it('are in state installed, by dpkg itself', async ({ skip }) => {
    skip(!reached, 'no network');
    const script =
      'dpkg -l | grep -v ^ii | tail -n +6; dpkg --audit; dpkg --verify; cat /etc/machine-id';
    const argv = ['run', '--appliance', join(top, 'a'), '--', 'sh', '-c', script];
    const { stdout } = await superminSucceeds(argv, options);
    // What the script has removed.
    expect(stdout).toBe('missing     /usr/share/good/gone\n');
  }, 900_000);

  it('an error names the package and has the end of what it wrote', async ({ skip }) => {
    skip(!reached, 'no network');
    expect((await prepare('bad', join(top, 'bad'))).status).toBe(0);
    const { status, stderr } = await build('bad', join(top, 'x'));
    expect(status).toBe(1);
    expect(stderr).toContain("could not configure bad: 'dpkg --configure --pending' ended with");
    const failure = stderr.slice(stderr.indexOf('could not configure'));
    expect(failure).toContain('bad has a problem');
    expect(existsSync(join(top, 'x'))).toBe(false);
  }, 900_000);

  it('says when there is not enough time', async ({ skip }) => {
    skip(!reached, 'no network');
    const { status, stderr } = await build('bad', join(top, 'x'), '--configure-timeout', '1s');
    expect({ status, stderr }).toMatchObject({ status: 1 });
    expect(stderr).toContain('packages were not configured within 1 seconds');
  }, 900_000);

  it.each([
    [['prepare', '--configure', 'bash', '-o', 'x'], "option '--configure' needs '--from'"],
    [['build', '-f', 'cpio', '--net', 'x', '-o', 'y'], "option '--net' needs '--configure'"],
    [
      ['build', '-f', 'cpio', '--configure-timeout', '5s', 'x', '-o', 'y'],
      "option '--configure-timeout' needs '--configure'",
    ],
  ])('says what is wrong with %j', async (argv, text) => {
    const { status, stderr } = await supermin(argv, options);
    expect(status).not.toBe(0);
    expect(stderr).toContain(text);
  });
});
