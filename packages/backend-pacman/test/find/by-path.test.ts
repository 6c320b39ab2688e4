import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeRoot } from '@supermin/test-support/pacman';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { openRoot } from '../fixtures/open.ts';

describe('a path', async () => {
  const root = scratchDirectory();
  makeRoot(root);
  mkdirSync(join(root, 'usr/local'));
  symlinkSync('../bin/tool', join(root, 'usr/local/alias'));
  symlinkSync('/usr/local/alias', join(root, 'usr/local/alias-of-alias'));
  symlinkSync('round', join(root, 'usr/local/round'));
  const { database } = await openRoot(root);

  it.each([
    ['/usr/bin/tool', 'tools'],
    ['/usr/bin/sh', 'shell'],
    // By way of the link /bin.
    ['/bin/sh', 'shell'],
    ['//usr/./bin/sh', 'shell'],
    ['/bin', 'filesystem'],
    ['/usr/bin/tool-', undefined],
    ['/bin/tool', 'tools'],
    ['/tool', undefined],
    ['/etc/settings/with space.conf', 'settings'],
    ['/usr/share/settings/caf\xe9 #1=\\2', 'settings'],
    ['/etc/settings/sub', 'settings'],
    // In %BACKUP% only.
    ['/etc/settings/missing.conf', undefined],
    // Of several the one with the shortest name.
    ['/usr/', 'clib'],
    ['/usr/local/alias', 'tools'],
    ['/usr/local/alias-of-alias', 'tools'],
    ['/usr/local/round', undefined],
    ['/nowhere/at/all', undefined],
    ['/', undefined],
  ])('%s is of %s', (path, expected) => {
    expect(database.find(path).map(({ id }) => id)).toEqual(
      expected === undefined ? [] : [expected],
    );
  });
});
