import { statfsSync } from 'node:fs';
import { type Finished, hasProgram, run } from '@supermin/test-support/programs';
import { IS_ROOT } from '@supermin/test-support/users';

/** `f_type` of a control group filesystem, version 2. */
const CGROUP2 = 0x63677270;

/** Where there is none at the usual place, crun is shown one. */
const WITH_CGROUP2 = 'mount -t cgroup2 none /sys/fs/cgroup && exec "$@"';

/** What containers get of this machine: no network, no control groups, and no more open files than root may have here. */
const CONTAINER = [
  ...['--rm', '--network=none', '--cgroups=disabled', '--log-driver=none'],
  ...['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1000:1000'],
];

/** Why podman cannot run a container here; undefined if it can. */
export function whyNoContainer(): string | undefined {
  if (!IS_ROOT) return 'only root can run containers without a user namespace';
  const missing = ['podman', 'crun', 'conmon'].find((name) => !hasProgram(name));
  return missing && `${missing} is not installed`;
}

/**
 * Runs a command in a container of an image, with what podman keeps in `directory`.
 *
 * @param image relative to the directory: podman makes a name of it, which must not have capital letters
 */
export function runContainer(
  directory: string,
  image: string,
  command: readonly string[],
): Promise<Finished> {
  const places = ['root', 'runroot', 'tmpdir'].flatMap((name) => [
    `--${name}`,
    `${directory}/podman/${name}`,
  ]);
  const kinds = ['--storage-driver', 'vfs', '--cgroup-manager', 'cgroupfs', '--runtime', 'crun'];
  const podman = ['podman', ...places, ...kinds, '--events-backend', 'none'];
  const argv = [...podman, 'run', ...CONTAINER, image, ...command];
  const options = { cwd: directory };
  if (statfsSync('/sys/fs/cgroup').type === CGROUP2) return run(argv[0]!, argv.slice(1), options);
  return run('unshare', ['--mount', 'sh', '-c', WITH_CGROUP2, 'sh', ...argv], options);
}
