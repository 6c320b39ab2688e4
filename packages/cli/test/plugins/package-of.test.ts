import { existsSync } from 'node:fs';
import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, expect, it, vi } from 'vitest';
import { packageOf } from '../../src/plugins/package-of.ts';
import { contextOf, ownPlaces } from '../support/in-process.ts';

const HAS_DPKG = existsSync('/var/lib/dpkg/status');

afterEach(() => {
  vi.unstubAllEnvs();
});

it.runIf(HAS_DPKG)('names a package of this machine that has the directory', async () => {
  ownPlaces();
  const owner = packageOf(contextOf('build', '-f', 'ext2', '-o', 'out', 'in'));
  for (const directory of ['/usr/share', '/usr/share/doc', '/etc']) {
    expect(await owner(directory), directory).toMatch(/^[a-z0-9.+:-]+$/);
  }
});

it.runIf(HAS_DPKG)("asks this machine's packages, whatever root is built from", async () => {
  ownPlaces();
  const root = new SmallRoot(scratchDirectory());
  root.install('tiny', ['/usr/bin/tiny']);
  const owner = packageOf(
    contextOf('build', '--root', root.directory, '-f', 'ext2', '-o', 'o', 'in'),
  );
  expect(await owner('/usr/share')).toBeDefined();
});

it('knows of none for a directory that no package has', async () => {
  ownPlaces();
  const owner = packageOf(contextOf('build', '-f', 'ext2', '-o', 'out', 'in'));
  expect(await owner(scratchDirectory())).toBeUndefined();
});
