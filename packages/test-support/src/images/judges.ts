import { succeed } from '../programs/run.ts';

const SBIN = { PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** e2fsck in read-only mode; throws with its words if it is not content. */
export async function fsck(image: string): Promise<void> {
  await succeed('e2fsck', ['-fn', image], { env: SBIN });
}

/** The filesystem's UUID, as blkid reads it. */
export async function uuidOf(image: string): Promise<string> {
  const { stdout } = await succeed('blkid', ['-p', '-s', 'UUID', '-o', 'value', image], {
    env: SBIN,
  });
  return stdout.trim();
}
