import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { differences, type Listing, listDirectory } from '@supermin/test-support/listing';
import { run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { SUPERMIN5, superminSucceeds } from './support/installation.ts';

/** Where Debian's libguestfs has its appliance, the largest that there is in the field. */
const INPUT = '/usr/lib/x86_64-linux-gnu/guestfs/supermin.d';
const HERE = existsSync(INPUT) && existsSync(SUPERMIN5);
if (!HERE) console.log('there is no libguestfs, or no supermin 5, to compare chroots with');

describe.runIf(HERE)("libguestfs's appliance as chroot, beside the one of supermin 5", () => {
  const directory = scratchDirectory();
  const env = { TMPDIR: directory };
  const trees = ['ours', 'theirs'].map((name) => join(directory, name));
  let ours: Listing;
  let theirs: Listing;

  beforeAll(async () => {
    const [one, other] = trees as [string, string];
    await succeed(SUPERMIN5, ['--build', '-f', 'chroot', INPUT, '-o', other], { env });
    const argv = ['build', '--resolver', 'supermin5', '-f', 'chroot', INPUT, '-o', one];
    await superminSucceeds(argv, { env });
    [ours, theirs] = [listDirectory(one), listDirectory(other)];
  });

  it('is not empty', () => {
    expect(theirs.size).toBeGreaterThan(3000);
  });

  it('has every path, type, mode, owner, size, mtime, link target and content', () => {
    expect(differences(ours, theirs).filter((line) => !isDeliberate(line, ours, theirs))).toEqual(
      [],
    );
  });

  it('no link leads out of it', async () => {
    const [output] = trees as [string];
    const { stdout } = await run('find', [output, '-type', 'l', '-exec', 'realpath', '{}', '+']);
    const targets = stdout.trim().split('\n');
    expect(targets.length).toBeGreaterThan(300);
    expect(targets.filter((path) => !path.startsWith(`${output}/`))).toEqual([]);
  });
});

/** The differences that docs/differences.md lists: times that supermin 5 loses, and how links to `/...` are spelled. */
function isDeliberate(line: string, ours: Listing, theirs: Listing): boolean {
  const [path = '', what] = line.split(': ');
  const [one, other] = [ours.get(path), theirs.get(path)];
  if (one === undefined || other === undefined) return false;
  if (what === 'mtime') return one.type === 'symlink' || one.type === 'directory';
  // An ordinary user's are that user's in both, root's are the builder's there.
  if (one.type !== 'symlink') return false;
  if (what === 'owner') return true;
  return /^(\.\.\/)+\//.test(other.content) && below(one.content) === below(other.content);
}

/** The path from the root on; how far up that is supermin 5 counts from where the package has the link. */
function below(target: string): string {
  return target.replace(/^[./]+/, '');
}
