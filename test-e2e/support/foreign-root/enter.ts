import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Finished, type Options, run } from '@supermin/test-support/programs';
import type { User } from '@supermin/test-support/users';
import { inject } from 'vitest';

const NODE = '/usr/local/bin/node';
const SUPERMIN = '/opt/supermin';

/** Everything is mounted in a namespace of its own: nothing of it is left when the command has ended. */
const SCRIPT = `
root=$1 node=$2 supermin=$3 user=$4
shift 4
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mount --bind "$node" "$root${NODE}"
mount --bind -o ro "$supermin" "$root${SUPERMIN}"
exec env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin TERM=dumb LC_ALL=C HOME=/tmp \\
  chroot --userspec="$user" "$root" "$@"
`;

/** Runs a command inside a root that has the libraries of this node, with node and the installed supermin in it. */
export function enter(
  root: string,
  command: readonly string[],
  { uid = 0 }: Pick<User, 'uid'> = {},
  options: Options = {},
): Promise<Finished> {
  mkdirSync(join(root, SUPERMIN), { recursive: true });
  mkdirSync(dirname(join(root, NODE)), { recursive: true });
  closeSync(openSync(join(root, NODE), 'a'));
  const installation = dirname(dirname(inject('supermin')));
  return run(
    'unshare',
    [
      ...['--mount', '--propagation', 'private', 'sh', '-ec', SCRIPT, 'enter'],
      ...[root, process.execPath, installation, `${uid}:${uid}`, ...command],
    ],
    options,
  );
}

/** Runs the installed supermin inside a root; it has to end with status 0. */
export async function superminInside(
  root: string,
  args: readonly string[],
  user: Pick<User, 'uid'> = {},
  options: Options = {},
): Promise<Finished> {
  const finished = await enter(root, [`${SUPERMIN}/bin/supermin`, ...args], user, options);
  if (finished.status !== 0) {
    throw new Error(`supermin ${args.join(' ')}: ${finished.stdout}\n${finished.stderr}`);
  }
  return finished;
}
