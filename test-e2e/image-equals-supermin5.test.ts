import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SUPERMIN5, superminSucceeds } from './support/installation.ts';
import { fsck } from './support/judges.ts';
import { differences, type Listing, listImage } from './support/listing.ts';
import { succeed } from './support/processes.ts';
import { workspace } from './support/workspace.ts';

const PACKAGES = ['bash', 'coreutils', 'util-linux', 'mount', 'dash'];

describe('the ext2 image beside the one of supermin 5', () => {
  const directory = workspace();
  let ours: Listing;
  let theirs: Listing;

  beforeAll(async () => {
    const input = join(directory, 'd');
    await superminSucceeds(['prepare', '--use-installed', ...PACKAGES, '-o', input]);
    await succeed(SUPERMIN5, ['--build', '-f', 'ext2', input, '-o', join(directory, 'theirs')]);
    await superminSucceeds([
      ...['build', '--resolver', 'supermin5', '-f', 'ext2', input],
      ...['-o', join(directory, 'ours')],
    ]);
    await fsck(join(directory, 'ours', 'root'));
    ours = await listImage(join(directory, 'ours', 'root'));
    theirs = await listImage(join(directory, 'theirs', 'root'));
  });

  it('is not empty', () => {
    expect(theirs.size).toBeGreaterThan(3000);
  });

  it('has every path, type, mode, owner, size, mtime, link target and content', () => {
    expect(differences(ours, theirs)).toEqual([]);
  });
});
