import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SmallRoot } from '@supermin/test-support/debian';
import { fsck } from '@supermin/test-support/images';
import { run, succeed } from '@supermin/test-support/programs';
import { randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FullEntry, type FullListing, listFully } from './support/full-listing.ts';
import { superminSucceeds } from './support/installation.ts';
import { packRandomly } from './support/random-archive.ts';
import { makeRandomTree } from './support/random-tree.ts';

/*
 * Random archives, made by GNU tar, bsdtar and Python in all of their formats: every output is what `tar -x` makes of them.
 *
 *     SUPERMIN_ARCHIVES=500 npx vitest run --project e2e test-e2e/archives-equal-tar.test.ts
 *
 * makes as many as that instead of 25; SUPERMIN_SEED=N begins with another one. A failure names the seed of its archive and
 * the command that made it.
 */
const COUNT = Number(process.env.SUPERMIN_ARCHIVES ?? 25);
const FIRST_SEED = Number(process.env.SUPERMIN_SEED ?? 1);

const PROGRAMS = ['tar', 'bsdtar', 'python3', 'getfattr', 'setfacl', 'debugfs', 'zstd'];
const missing: string[] = [];
for (const program of PROGRAMS) {
  if ((await run('sh', ['-c', 'command -v "$0"', program])).status !== 0) missing.push(program);
}
if (missing.length > 0) console.log(`not here, so archives are not compared: ${missing}`);

const EXTRACT = [
  ...['--numeric-owner', '--same-permissions', '--xattrs', '--xattrs-include=*', '--acls'],
  // Else those of directories that are named before others' files are those of the extraction.
  '--delay-directory-restore',
];

describe.runIf(IS_ROOT && missing.length === 0)('random archives', () => {
  const directory = scratchDirectory();
  const host = new SmallRoot(join(directory, 'host'));
  const at = (name: string) => join(directory, 'work', name);
  const archive = at('base');
  let entries = 0;

  beforeAll(() => {
    host.kernel('/boot/vmlinuz-6.1', '6.1');
    host.modules('6.1');
    host.install('tiny', ['/usr/bin/tiny']);
  });

  async function build(format: string, ...options: string[]): Promise<string> {
    const argv = ['build', '-f', format, '--root', host.directory, ...options];
    await superminSucceeds([...argv, '-o', at(format), archive]);
    return at(format);
  }

  it.each(Array.from({ length: COUNT }, (_, n) => FIRST_SEED + n))('seed %d', async (seed) => {
    rmSync(at(''), { recursive: true, force: true });
    for (const name of ['tree', 'tar', 'image', 'initrd']) mkdirSync(at(name), { recursive: true });
    const random = randomNumbers(seed);
    await makeRandomTree(at('tree'), random);
    const how = await packRandomly(at('tree'), archive, random);

    await succeed('tar', ['-C', at('tar'), ...EXTRACT, '-xf', archive]);
    const expected = await listFully(at('tar'));
    entries += expected.size;
    expect(differences(expected, await listFully(await build('chroot'))), how).toEqual([]);
    expect(differences(expected, await listImage(await build('ext2', ...EXT2))), how).toEqual([]);
    // An initramfs needs it; a format that cannot hold it leaves it out.
    if (!expected.has('/init')) return;
    const initrd = await listInitrd(await build('cpio', '--modules', 'none'));
    expect(differences(inCpio(expected), initrd), how).toEqual([]);
  });

  it('they hold something', () => {
    expect(entries / COUNT).toBeGreaterThan(5);
  });

  const EXT2 = ['--modules', 'none', '--size', '64M'];

  async function listImage(output: string): Promise<FullListing> {
    const image = join(output, 'root');
    await fsck(image);
    await succeed('mount', ['-o', 'loop,ro', image, at('image')]);
    try {
      const listing = await listFully(at('image'));
      listing.delete('/lost+found');
      return listing;
    } finally {
      await succeed('umount', [at('image')]);
    }
  }

  async function listInitrd(output: string): Promise<FullListing> {
    const argv = ['-C', at('initrd'), '-xpf', join(output, 'initrd')];
    await succeed('bsdtar', argv, { env: { LC_ALL: 'C' } });
    return inCpio(await listFully(at('initrd')));
  }
});

/** As far as cpio has it: whole seconds from 1970 on, no attributes, no holes. */
function inCpio(listing: FullListing): FullListing {
  const plain = ({ mtime, ...entry }: FullEntry): FullEntry => ({
    ...entry,
    ...{ mtime: Math.max(Math.floor(mtime / 1e6), 0) * 1e6, attributes: '', space: 0 },
  });
  return new Map([...listing].map(([path, entry]) => [path, plain(entry)]));
}

/** Times may be a microsecond off: numbers of JavaScript are not exact there. Holes may be larger than tar's. */
function differences(expected: FullListing, found: FullListing): string[] {
  const lines: string[] = [];
  for (const path of new Set([...expected.keys(), ...found.keys()])) {
    const [one, other] = [expected.get(path), found.get(path)];
    if (one === undefined || other === undefined) {
      lines.push(`${JSON.stringify(path)}: ${one === undefined ? 'too much' : 'missing'}`);
      continue;
    }
    for (const key of Object.keys(one) as (keyof FullEntry)[]) {
      const [want, have] = [one[key], other[key]];
      const isSame =
        key === 'mtime'
          ? Math.abs(Number(want) - Number(have)) <= 1 || isImplied(one)
          : key === 'space'
            ? Number(have) <= Number(want) + INDIRECT
            : want === have;
      if (!isSame) lines.push(`${JSON.stringify(path)}: ${key}: ${want} / ${have}`);
    }
  }
  return lines;
}

/** A directory that the archive does not name has from tar the time when it was made. */
function isImplied({ type, mtime }: FullEntry): boolean {
  return type === 'directory' && mtime >= START;
}
const START = Date.now() * 1000;

/** KiB of blocks with the places of others, which ext4 does not have, and of one with attributes. */
const INDIRECT = 12;
