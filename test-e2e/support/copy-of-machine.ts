import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Finished, run } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';

// In a mount namespace of its own: what is written goes into a filesystem in memory, and is gone with it.
const SCRIPT = `
set -e
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" overlay "$1/root"
for each in proc dev; do mount --rbind "/$each" "$1/root/$each"; done
cd "$1/root"
shift
exec chroot . "$@"
`;

/** Runs a command, as root, in a copy of this machine's root filesystem, which it may destroy. */
export function inCopyOfMachine(argv: readonly string[]): Promise<Finished> {
  const directory = join(scratchDirectory(), 'copy');
  mkdirSync(directory);
  return run('unshare', ['--mount', 'sh', '-c', SCRIPT, 'sh', directory, ...argv]);
}

/** Why there is no such copy here, if there is none. */
export async function whyNoCopy(): Promise<string | undefined> {
  const { status, stderr } = await inCopyOfMachine(['true']);
  return status === 0 ? undefined : stderr.trim();
}
