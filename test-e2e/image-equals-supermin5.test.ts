import { join } from 'node:path';
import { fsck, listImage } from '@supermin/test-support/images';
import { differences, type Listing } from '@supermin/test-support/listing';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { SUPERMIN5, superminSucceeds } from './support/installation.ts';

const PACKAGES = ['bash', 'coreutils', 'util-linux', 'mount', 'dash'];

describe('the ext2 image beside the one of supermin 5', () => {
  const directory = scratchDirectory();
  const env = { TMPDIR: directory };
  let ours: Listing;
  let theirs: Listing;

  beforeAll(async () => {
    const input = join(directory, 'd');
    await superminSucceeds(['prepare', '--use-installed', ...PACKAGES, '-o', input]);
    await succeed(SUPERMIN5, ['--build', '-f', 'ext2', input, '-o', join(directory, 'theirs')], {
      env,
    });
    await superminSucceeds(
      ['build', '--resolver', 'supermin5', '-f', 'ext2', input, '-o', join(directory, 'ours')],
      { env },
    );
    await fsck(join(directory, 'ours', 'root'));
    ours = await listImage(join(directory, 'ours', 'root'));
    theirs = await listImage(join(directory, 'theirs', 'root'));
  });

  it('is not empty', () => {
    expect(theirs.size).toBeGreaterThan(3000);
  });

  it('has every path, type, mode, owner, size, mtime, link target and content', () => {
    expect(differences(ours, theirs).filter((line) => !isDeliberate(line, ours))).toEqual([]);
  });
});

/** The differences that docs/differences.md lists. All of them are times that supermin 5 loses. */
function isDeliberate(line: string, ours: Listing): boolean {
  const [path = '', what] = line.split(': ');
  if (what !== 'mtime') return false;
  const { type } = ours.get(path)!;
  return (
    // Links keep their time.
    type === 'symlink' ||
    // Directories that hold files of the base archive keep the host's time.
    (type === 'directory' && `${path}/`.startsWith('/etc/')) ||
    // Nobody's directory: the time of the build.
    path === '/lost+found' ||
    // Other programs use them between the two builds.
    ['/tmp', '/var/tmp'].includes(path)
  );
}
