import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { SmallRoot } from '@supermin/test-support/debian';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { NOBODY } from '@supermin/test-support/users';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Filesystem, mountNew } from './support/filesystems.ts';
import { supermin } from './support/installation.ts';

/** More than fits into an inode. */
const SIZE = 1 << 20;

const FILE = 'usr/share/file';

const FILESYSTEMS: [Filesystem, 'clones' | 'copies'][] = [
  ['btrfs', 'clones'],
  ['xfs', 'clones'],
  ['ext4', 'copies'],
  ['tmpfs', 'copies'],
];

describe.each(FILESYSTEMS)('--link on %s, which has %s', (filesystem, kind) => {
  const directory = scratchDirectory();
  const disk = join(directory, 'disk');
  const host = join(disk, 'host');
  let made = 0;
  let missing: string | undefined = 'not yet';

  beforeAll(async () => {
    chmodSync(directory, 0o755);
    missing = await mountNew(filesystem, disk);
    if (missing !== undefined) console.log(`no ${filesystem} here: ${missing}`);
    for (const top of [host, join(directory, 'elsewhere')]) fill(new SmallRoot(top));
    mkdirSync(join(disk, 'mine'));
    chownSync(join(disk, 'mine'), NOBODY, NOBODY);
    // Blocks that are still to be allocated are nobody's to share.
    await succeed('sync', ['-f', disk]);
  });

  afterAll(async () => {
    if (missing === undefined) await succeed('umount', [disk]);
  });

  function fill(root: SmallRoot): void {
    root.install('tiny', ['/usr/bin/tiny']);
    root.write(`/${FILE}`, randomBytes(SIZE));
    root.write('/hostfiles', `/${FILE}\n`);
  }

  async function build(mode: string, from = host, uid?: number) {
    const output = join(disk, uid === undefined ? '' : 'mine', String(made++));
    const argv = ['build', '--root', from, '-f', 'chroot', '--link', mode];
    const options = uid === undefined ? {} : { uid };
    const finished = await supermin([...argv, join(from, 'hostfiles'), '-o', output], options);
    return { ...finished, output, file: join(output, FILE) };
  }

  /** Two names of one content in the end, whatever they share. */
  function expectEqual(file: string, from = host): void {
    expect(readFileSync(file).equals(readFileSync(join(from, FILE)))).toBe(true);
  }

  it.each(['auto', 'reflink'])('%s', async (mode) => {
    if (missing !== undefined) return;
    for (const uid of [undefined, NOBODY]) {
      const { status, stderr, file, output } = await build(mode, host, uid);
      if (kind === 'copies' && mode === 'reflink') {
        expect(status).toBe(1);
        expect(stderr).toMatch(/^supermin: .*\/file cannot be cloned to .* \(\w+\)\n.*--link auto/);
        expect(existsSync(output)).toBe(false);
        continue;
      }
      expect({ status, stderr }).toEqual({ status: 0, stderr: shortfall(uid) });
      expectEqual(file);
      expect(await sharedExtents(file)).toBe(kind === 'clones');
      // A clone is no other name: what is written to it stays in it.
      appendFileSync(file, 'x');
      expect(statSync(join(host, FILE)).size).toBe(SIZE);
    }
  });

  it('copy', async () => {
    if (missing !== undefined) return;
    const { status, file } = await build('copy');
    expect(status).toBe(0);
    expectEqual(file);
    expect(await sharedExtents(file)).toBe(false);
  });

  it('hard', async () => {
    if (missing !== undefined) return;
    const { status, file } = await build('hard');
    expect(status).toBe(0);
    expect(statSync(file).ino).toBe(statSync(join(host, FILE)).ino);
  });

  it.each(['reflink', 'hard'])('%s from another filesystem: an error', async (mode) => {
    if (missing !== undefined) return;
    const { status, stderr, output } = await build(mode, join(directory, 'elsewhere'));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^supermin: .*cannot be (cloned|hard-linked) to .* \(EXDEV\)/);
    expect(existsSync(output)).toBe(false);
  });

  it('auto from another filesystem: a copy', async () => {
    if (missing !== undefined) return;
    const from = join(directory, 'elsewhere');
    const { status, file } = await build('auto', from);
    expect(status).toBe(0);
    expectEqual(file, from);
  });
});

/** What an ordinary user is told; root has nothing to be told. */
function shortfall(uid: number | undefined): unknown {
  return uid === undefined ? '' : expect.stringMatching(/^supermin: warning: .*owner/);
}

/** Whether filefrag(8) sees blocks that are another file's as well. */
async function sharedExtents(file: string): Promise<boolean> {
  const { stdout } = await succeed('/usr/sbin/filefrag', ['-s', '-v', file]).catch((error) => {
    // tmpfs has no blocks to look at.
    if (/FIBMAP|not supported|Inappropriate/.test(String(error))) return { stdout: '' };
    throw error;
  });
  return /\bshared\b/.test(stdout);
}
