import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { available, run } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { describe, expect, inject, it } from 'vitest';
import { HAS_QEMU } from './support/qemu.ts';

/** What docker leaves to root in a container. */
const CAPABILITIES = [
  ...['chown', 'dac_override', 'fowner', 'fsetid', 'kill', 'setgid', 'setuid', 'setpcap'],
  ...['net_bind_service', 'sys_chroot', 'mknod', 'setfcap'],
];

/**
 * Makes a container of this machine's files, with its own /dev that has no kvm, then runs a command in it. Arguments: a directory
 * for that, names of what is to be missing (a file, or a directory whose content is) up to `--`, and the command.
 */
const CONTAINER = `
dev=$1; shift
mount -t tmpfs -o mode=755 dev "$dev"
for name in null zero random urandom; do : > "$dev/$name"; mount --bind "/dev/$name" "$dev/$name"; done
ln -s /proc/self/fd "$dev/fd"
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mount -t tmpfs empty "$1"
  elif [ -e "$1" ]; then mount --bind /dev/null "$(readlink -f "$1")"; fi
  shift
done
shift
mount --rbind "$dev" /dev
exec setpriv --inh-caps -all --bounding-set '${['-all', ...CAPABILITIES.map((name) => `+${name}`)].join(',')}' -- "$@"
`;

describe.runIf(HAS_QEMU).each(USERS)('in a container of $name', (user) => {
  const directory = scratchDirectory({ 'dev/.keep': '', 'src/file': 'shared\n' }, user);
  if (user.uid !== undefined) chownSync(join(directory, 'src'), user.uid, user.uid);
  const options = {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { HOME: '/nonexistent', XDG_CACHE_HOME: join(directory, 'cache') },
  };
  /** As an ordinary user: one that docker and podman call rootless. */
  const unshare = ['--mount', '--ipc', '--uts', '--map-root-user'];
  const works = available(
    `containers of ${user.name}`,
    spawnSync('unshare', [...unshare, 'true'], { uid: user.uid }).status === 0,
  );

  function superminWithout(missing: readonly string[], ...argv: string[]) {
    const place = join(directory, 'dev');
    const script = ['sh', '-ec', CONTAINER, 'sh', place, ...missing, '--'];
    return run('unshare', [...unshare, ...script, inject('supermin'), ...argv], options);
  }

  it.runIf(works)('there is no /dev/kvm, and all works: commands, files, the network', async () => {
    const share = ['--share', `${join(directory, 'src')}:/mnt`];
    const script = 'cat /mnt/file; echo new > /mnt/new; ls /sys/class/net; id -u';
    const argv = ['run', '--net', ...share, '--', 'sh', '-c', script];
    const { stdout, stderr, status } = await superminWithout(['/dev/kvm'], ...argv);
    expect({ stdout, stderr, status }).toEqual({
      ...{ stdout: 'shared\neth0\nlo\n0\n', stderr: '', status: 0 },
    });
  });

  it.runIf(works).each([
    [
      'QEMU',
      ['/usr/bin/qemu-system-x86_64', '/usr/libexec/qemu-kvm'],
      /^supermin: no QEMU for x86_64 guests.*\n.*hint: install it \(.*Debian and Ubuntu: qemu-system-x86; Fedora and RHEL: qemu-kvm; Arch: qemu-base/,
    ],
    [
      'a kernel',
      ['/boot', '/lib/modules'],
      /hint: install linux-image-\S*amd64 \(Debian\), kernel-core \(Fedora\) or linux \(Arch\)/,
    ],
  ] as const)('without %s the error names the package', async (_, missing, expected) => {
    const { stderr, status } = await superminWithout(missing, 'run', '--', 'true');
    expect(stderr).toMatch(expected);
    expect(status).toBe(125);
  });
});
