import { closeSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { run, succeed } from '@supermin/test-support/programs';
import { IS_ROOT } from '@supermin/test-support/users';

/** Made in a file and mounted by loop; tmpfs needs neither. */
const MAKERS = {
  btrfs: ['mkfs.btrfs', '-q'],
  xfs: ['mkfs.xfs', '-q'],
  ext4: ['mkfs.ext4', '-q'],
  tmpfs: undefined,
} as const;

export type Filesystem = keyof typeof MAKERS;

/** As large as mkfs.xfs wants it; a hole for the most part. */
const SIZE = 320 << 20;

const env = { PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/**
 * Mounts a new filesystem at `directory`, which is made; whoever called is to unmount it.
 *
 * @returns why that is not possible here, if it is not
 */
export async function mountNew(kind: Filesystem, directory: string): Promise<string | undefined> {
  mkdirSync(directory);
  if (!IS_ROOT) return 'only root may mount';
  const maker = MAKERS[kind];
  const argv = maker === undefined ? ['-t', 'tmpfs', 'none'] : ['-o', 'loop', image(directory)];
  if (maker !== undefined) await succeed(maker[0], [...maker.slice(1), image(directory)], { env });
  const { status, stderr } = await run('mount', [...argv, directory], { env });
  return status === 0 ? undefined : stderr.trim();
}

function image(directory: string): string {
  const path = `${directory}.img`;
  const fd = openSync(path, 'a');
  ftruncateSync(fd, SIZE);
  closeSync(fd);
  return path;
}
