import { existsSync } from 'node:fs';
import { humanSize } from '@supermin/core';
import { SmallRoot } from '@supermin/test-support/debian';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildCommand } from '../../src/commands/build.ts';
import { fetchCommand } from '../../src/commands/fetch.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';
import { lockedAppliance } from '../support/locked-appliance.ts';

const HAS_TOOLS = ['dpkg-deb', 'xz'].every((name) => available(name, hasProgram(name)));

beforeEach(() => void ownPlaces());
afterEach(() => void vi.unstubAllEnvs());

/** The lines that are printed; nothing is written. */
async function planned(...words: string[]): Promise<string[]> {
  const { stdout, status } = await perform(
    buildCommand,
    contextOf('build', '--dry-run', '-o', '/none/o', ...words),
  );
  expect(status).toBe(0);
  expect(existsSync('/none')).toBe(false);
  return stdout.trimEnd().split('\n');
}

const root = new SmallRoot(scratchDirectory());
root.install('tool', ['/usr/bin/tool'], ['Depends: library']);
root.install('library', ['/usr/lib/library']);
root.write('/etc/os-release', 'ID=debian\nVERSION_ID=12\n');

describe('build --dry-run of what is installed', () => {
  const input = scratchDirectory({ packages: 'tool\n' });

  it('tells what goes in, from where, and that nothing is downloaded', async () => {
    const [what, from, paths, ...rest] = await planned(
      '-f',
      'chroot',
      '--root',
      root.directory,
      input,
    );
    expect(what).toBe('would build /none/o, format chroot');
    expect(from).toBe(`from ${root.directory}: 2 packages of debian 12`);
    expect(paths).toMatch(/^\d+ paths, \d+ B in files$/);
    expect(rest[0]).toBe('to download: nothing');
    expect(rest.slice(1).filter((line) => !line.startsWith('note: '))).toEqual([]);
  });

  it('tells the size of an image, which may be given', async () => {
    const words = ['-f', 'ext2', '--root', root.directory, input];
    expect((await planned(...words)).at(-1)).toMatch(/^size of the image: \w+$/);
    expect((await planned('--size=+7G', ...words)).at(-1)).toBe('size of the image: +7G');
  });

  it('knows no distribution where nothing says which it is', async () => {
    const nameless = new SmallRoot(scratchDirectory());
    nameless.install('tool', ['/usr/bin/tool']);
    nameless.write('/etc/os-release', '');
    const words = ['-f', 'chroot', '--backend', 'dpkg', '--root', nameless.directory, input];
    expect((await planned(...words))[1]).toMatch(/: 1 packages of linux$/);
  });
});

describe.runIf(HAS_TOOLS)('build --dry-run of a lock', () => {
  it('tells what is to be downloaded, and what is kept', async () => {
    const { appliance, sizes } = lockedAppliance();
    const words = ['-f', 'chroot', appliance];
    const bytes = humanSize(sizes[0]! + sizes[1]!);
    expect(await planned(...words)).toEqual([
      'would build /none/o, format chroot',
      'from debian:stable: 2 packages, amd64',
      `to download: ${bytes}, 2 packages; 0 are kept`,
    ]);
    await perform(fetchCommand, contextOf('fetch', appliance));
    expect((await planned(...words)).at(-1)).toBe('to download: nothing, all packages are kept');
  });

  it('without a cache everything is to be downloaded', async () => {
    const { appliance } = lockedAppliance();
    vi.stubEnv('XDG_CACHE_HOME', undefined);
    vi.stubEnv('HOME', undefined);
    expect((await planned('-f', 'chroot', appliance)).at(-1)).toContain(', 2 packages; 0 are kept');
  });
});
