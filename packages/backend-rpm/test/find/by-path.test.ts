import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Opened } from '@supermin/test-support/backends';
import { makeRoot } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { openRoot } from '../fixtures/open.ts';

describe('the owner of a path', () => {
  const root = scratchDirectory();
  let opened: Opened;
  beforeAll(async () => {
    makeRoot(root);
    mkdirSync(join(root, 'etc/alternatives'));
    symlinkSync('/etc/alternatives/tool', join(root, 'usr/bin/alternative'));
    symlinkSync('/usr/bin/tool', join(root, 'etc/alternatives/tool'));
    symlinkSync('loop', join(root, 'usr/bin/loop'));
    writeFileSync(join(root, 'usr/bin/nobodys'), '');
    opened = await openRoot(root);
  });

  it.each([
    ['a file', '/usr/bin/tool', 'tools'],
    ['a file by way of a link to its directory', '/bin/tool', 'tools'],
    ['a link', '/usr/bin/sh', 'shell'],
    ['a provided path that is owned elsewhere', '/bin/sh', 'shell'],
    ['a directory', '/usr', 'base-files'],
    ['an odd spelling', '//usr/./bin//tool', 'tools'],
    ['an alternative', '/usr/bin/alternative', 'tools'],
    ['a name that is not ASCII', '/etc/settings/\u00c3\u00a9.conf', 'settings'],
    ['the end of another name', '/usr/bin/ool', undefined],
    ['a file that nobody owns', '/usr/bin/nobodys', undefined],
    ['a link that leads to itself', '/usr/bin/loop', undefined],
    ['a file that is not there', '/nowhere', undefined],
    ['the root directory', '/', undefined],
  ])('%s', (_, path, id) => {
    expect(opened.database.find(path)[0]?.id).toBe(id);
  });
});
