import { readdirSync } from 'node:fs';
import { output } from '../programs/output.ts';
import { succeed } from '../programs/run.ts';

const SBIN = { PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** e2fsck in read-only mode; throws with its words if it is not content. */
export async function fsck(image: string): Promise<void> {
  await succeed('e2fsck', ['-fn', image], { env: SBIN });
}

/** The SHA-256 of each file that a build made, by sha256sum. It reads holes, too: of a root of 4 GiB for ten seconds; `--size auto` has few. */
export function digests(directory: string): string {
  return output('sha256sum', readdirSync(directory).sort(), { cwd: directory }).toString();
}

/** The filesystem's UUID, as blkid reads it. */
export async function uuidOf(image: string): Promise<string> {
  const { stdout } = await succeed('blkid', ['-p', '-s', 'UUID', '-o', 'value', image], {
    env: SBIN,
  });
  return stdout.trim();
}
