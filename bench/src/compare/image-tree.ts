import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, succeed } from '@supermin/test-support/programs';

/**
 * An ext2 image's tree as a plain directory, for the programs that start from one.
 *
 * @param destination is made
 */
export async function unpackImage(image: string, destination: string): Promise<void> {
  const mountPoint = mkdtempSync(join(tmpdir(), 'supermin-bench-mount-'));
  const mounted = (await run('mount', ['-o', 'loop,ro', image, mountPoint])).status === 0;
  try {
    if (!mounted) await succeed('debugfs', ['-R', `rdump / ${mountPoint}`, image]);
    await succeed('cp', ['-a', mountPoint, destination]);
    rmSync(join(destination, 'lost+found'), { recursive: true, force: true });
  } finally {
    if (mounted) await succeed('umount', [mountPoint]);
    rmSync(mountPoint, { recursive: true });
  }
}
