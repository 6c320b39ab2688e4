import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Opened } from '@supermin/test-support/backends';
import { CORNER_SET, FILES, makeRoot } from '@supermin/test-support/pacman';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { openRoot, signal } from '../fixtures/open.ts';

async function files({ database }: Opened, name: string): Promise<string[]> {
  const [contents] = await database.contents(database.find(name), signal);
  return contents!.files.map(({ path, config }) => path + (config ? ' c' : ''));
}

describe('contents', () => {
  const root = scratchDirectory();
  makeRoot(root);

  it.each(CORNER_SET.map(({ name }) => name))('of %s', async (name) => {
    expect(await files(await openRoot(root), name)).toEqual(FILES[name] ?? []);
  });

  it('has config files of pacman\u2019s list whatever has become of them', async () => {
    const changed = scratchDirectory();
    makeRoot(changed);
    for (const name of ['plain', 'with space', 'private']) {
      rmSync(join(changed, `etc/settings/${name}.conf`));
    }
    symlinkSync('elsewhere', join(changed, 'etc/settings/plain.conf'));
    const listed = await files(await openRoot(changed), 'settings');
    expect(listed).toContain('/etc/settings/plain.conf c');
    expect(listed).toContain('/etc/settings/with space.conf c');
    expect(listed).toContain('/etc/settings/private.conf');
  });

  it.each(['../etc/shadow', 'usr//bin', 'usr/./bin', '/etc', 'usr/..', ''])(
    'has no file %j',
    async (path) => {
      const bad = scratchDirectory();
      const database = makeRoot(bad, [{ name: 'bad', version: '1-1' }]);
      writeFileSync(join(database, 'bad-1-1/files'), `%FILES%\nusr/\n${path || '/'}\n\n`);
      await expect(files(await openRoot(bad), 'bad')).rejects.toThrow(
        expect.objectContaining({ code: 'PACKAGE_PATH' }),
      );
    },
  );
});
