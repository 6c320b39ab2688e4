import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Listing, listDirectory } from '../listing/list-directory.ts';
import { run, succeed } from '../programs/run.ts';
import { IS_ROOT } from '../users/users.ts';

/** Everything in an ext2 image, as the kernel sees it where it may be mounted, else as debugfs does. */
export async function listImage(image: string): Promise<Listing> {
  const directory = mkdtempSync(join(tmpdir(), 'supermin-image-'));
  const mounted = IS_ROOT && (await run('mount', ['-o', 'loop,ro', image, directory])).status === 0;
  try {
    if (!mounted) await succeed('debugfs', ['-R', `rdump / ${directory}`, image]);
    return listDirectory(directory);
  } finally {
    if (mounted) await succeed('umount', [directory]);
    rmSync(directory, { recursive: true, force: true });
  }
}
