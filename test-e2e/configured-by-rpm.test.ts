import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fsck, listImage } from '@supermin/test-support/images';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeFedoraRpms } from './support/fedora-root.ts';
import { supermin, superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

/** Scripts of every kind; what Debian's scripts make and Fedora's packages have; a script that fails. */
const SPEC = `
Name: scripted
Version: 1
Release: 1
Summary: scripts
License: MIT
Requires(pre): setup coreutils bash
Requires: setup
%description
test
%package -n setup
Summary: accounts
Requires: filesystem
# Languages of scripts of rpm's that nobody runs here.
Provides: /usr/bin/perl /usr/bin/python3
%description -n setup
test
%package -n bad
Summary: a script that fails
Requires: scripted
%description -n bad
test
%install
mkdir -p %{buildroot}/etc %{buildroot}/usr/bin %{buildroot}/usr/share/scripted %{buildroot}/var/lib/scripted
for each in passwd group; do cp /usr/share/base-passwd/$each.master %{buildroot}/etc/$each; done
ln -s dash %{buildroot}/usr/bin/sh
echo secret > %{buildroot}/usr/share/scripted/secret
echo a=1 > %{buildroot}/etc/scripted.conf
%files
%dir /usr/share/scripted
%attr(4750, worker, worker) /usr/share/scripted/secret
%config(noreplace) /etc/scripted.conf
%dir /var/lib/scripted
%files -n setup
%config(noreplace) /etc/passwd
%config(noreplace) /etc/group
/usr/bin/sh
%files -n bad
%pre
set -e
test "$1" = 1
echo worker:x:777:778::/:/bin/sh >> /etc/passwd
echo worker:x:778: >> /etc/group
%post
set -e
echo "scripted is installed"
test -c /dev/null && test -d /proc/self && test ! -e /sys/class/net/eth0 && test ! -e /.supermin
echo state > /var/lib/scripted/state
mkdir -p /etc/ssh /var/cache/ldconfig
for each in /var/log/scripted.log /etc/machine-id /etc/ssh/ssh_host_rsa_key /var/cache/ldconfig/aux-cache; do
  date +%N > $each
done
%posttrans -p <lua>
local file = io.open("/var/lib/scripted/posttrans", "w")
file:write("lua")
file:close()
%triggerin -- bash
echo bash > /var/lib/scripted/trigger
%transfiletriggerin -- /usr/bin
grep -c bash > /var/lib/scripted/file-trigger
%post -n bad
echo "bad has a problem" >&2
exit 3
`;

/** Where one of the packages has the directory. */
const DATABASE = '/var/lib/rpm';

/** Beside those of every such root: the package manager itself. */
const TOOLS = ['rpm', 'tar'];

const PACKAGES = ['bash', 'coreutils', 'fedora-release', 'mount', 'scripted', 'util-linux'];

const HAS_TOOLS = ['createrepo_c', 'rpm', 'rpmbuild'].every((name) =>
  available(name, hasProgram(name)),
);

describe.runIf(IS_ROOT && HAS_QEMU && HAS_TOOLS)('packages that rpm installs in a VM', () => {
  const top = scratchDirectory();
  const file = join(top, 'my.repo');
  const images: Buffer[] = [];

  beforeAll(async () => {
    chmodSync(top, 0o755);
    const repository = join(top, 'repository');
    mkdirSync(repository);
    const { rpms } = await makeFedoraRpms(top, TOOLS);
    writeFileSync(join(top, 'scripted.spec'), SPEC);
    const build = join(top, 'scripted');
    const define = (name: string, value: string) => ['--define', `${name} ${value}`];
    output('rpmbuild', [
      ...['--quiet', '-bb', '--nodeps', ...define('_topdir', build)],
      ...[...define('_dbpath', join(build, 'db')), join(top, 'scripted.spec')],
    ]);
    const made = output('find', [build, '-name', '*.rpm']).toString().trim().split('\n');
    for (const path of [...rpms, ...made]) renameSync(path, join(repository, basename(path)));
    output('createrepo_c', ['--quiet', '--no-database', repository]);
    writeFileSync(file, `[my]\nbaseurl=file://${repository}\ngpgcheck=0\n`);
  }, 900_000);

  const prepare = ['prepare', '--from', file, '--configure', ...PACKAGES];
  const build = ['build', '-v', '-f', 'ext2', '--size', '+100M', '--configure'];

  describe.each(USERS)('as $name', (user) => {
    const mine = scratchDirectory({}, user);
    const options = { ...user, env: { XDG_CACHE_HOME: join(mine, 'cache') }, timeout: 900_000 };
    const made = join(mine, 'a');

    it('have what their scripts made, and nothing of the VM', async () => {
      await superminSucceeds([...prepare, '-o', join(mine, 'd')], options);
      const { stdout } = await superminSucceeds([...build, join(mine, 'd'), '-o', made], options);
      expect(stdout).toContain('configure: scripted is installed');
      await fsck(join(made, 'root'));
      const files = await listImage(join(made, 'root'));
      expect(files.get('/usr/share/scripted/secret')).toMatchObject({
        ...{ mode: '4750', owner: '777:778' },
      });
      for (const name of ['state', 'posttrans', 'trigger', 'file-trigger']) {
        expect([name, files.get(`/var/lib/scripted/${name}`)?.type]).toEqual([name, 'file']);
      }
      for (const path of [
        ...['/.supermin', '/etc/ssh/ssh_host_rsa_key', '/var/cache/ldconfig/aux-cache'],
        ...[`${DATABASE}/rpmdb.sqlite-shm`, `${DATABASE}/.rpm.lock`, '/etc/resolv.conf'],
      ]) {
        expect({ path, there: files.has(path) }).toEqual({ path, there: false });
      }
      images.push(readFileSync(join(made, 'root')));
    }, 900_000);

    it('rpm finds nothing to complain about', async () => {
      const rpm = `rpm --dbpath=${DATABASE}`;
      const script = `cat /etc/machine-id; ${rpm} -qa | grep -c .; cat /var/lib/scripted/posttrans; echo; ${rpm} -Va`;
      const { stdout } = await supermin(
        ['run', '--appliance', made, '--', 'sh', '-c', script],
        options,
      );
      const { packages } = JSON.parse(readFileSync(join(mine, 'd/lock.json'), 'utf8'));
      const [count, posttrans, ...lines] = stdout.split('\n');
      expect([count, posttrans]).toEqual([String(packages.length), 'lua']);
      // %pre has written to two of them; the others are the VM's own.
      const expected =
        /^S\.5\.{4}[.T]\. {2}c \/etc\/(?:group|passwd)$|^\.M\.{7} {4}\/(?:proc|sys|dev|run)$/;
      expect(lines.filter((line) => line !== '' && !expected.test(line))).toEqual([]);
      expect(lines.filter((line) => line.startsWith('S.5'))).toHaveLength(2);
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

  it('without rpm among them, says what is missing', async () => {
    const own = scratchDirectory();
    const options = { env: { XDG_CACHE_HOME: join(own, 'cache') }, timeout: 900_000 };
    await superminSucceeds(['prepare', '--from', file, 'bash', '-o', join(own, 'd')], options);
    const argv = [...build, join(own, 'd'), '-o', join(own, 'a')];
    const { stderr } = await supermin(argv, options);
    expect(stderr).toContain('none of them has the program rpm');
  }, 900_000);
});
