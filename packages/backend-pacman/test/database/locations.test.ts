import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { localDatabase, syncDatabases } from '../../src/database/locations.ts';
import { backend } from '../../src/index.ts';

/** A root with these files, and these directories. */
function rootWith(files: Readonly<Record<string, string>>, ...directories: string[]): string {
  const root = scratchDirectory();
  for (const path of directories) mkdirSync(root + path, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, text);
  }
  return root;
}

const CONFIGURATION = '/etc/pacman.conf';
const USUAL = '/var/lib/pacman/local';
const STEAM = '/usr/lib/holo/pacmandb/local';

describe('the place of the database', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['without a configuration', {}, USUAL, USUAL],
    ['of a configuration that names none', { [CONFIGURATION]: '[options]\n' }, USUAL, USUAL],
    [
      'SteamOS (cases/pacman-dbpath)',
      { [CONFIGURATION]: '[options]\nDBPath = /usr/lib/holo/pacmandb/\n' },
      STEAM,
      STEAM,
    ],
    [
      'in a file that is included',
      {
        [CONFIGURATION]: '[options]\nInclude = /etc/pacman.d/*.conf\n',
        '/etc/pacman.d/place.conf': 'DBPath=/srv/db\n',
      },
      '/srv/db/local',
      '/srv/db/local',
    ],
    [
      'of another root directory',
      { [CONFIGURATION]: '[options]\nRootDir = /srv/other\n' },
      '/srv/other/var/lib/pacman/local',
      '/srv/other/var/lib/pacman/local',
    ],
    ['that is not there', { [CONFIGURATION]: '[options]\nDBPath = /nowhere\n' }, USUAL, USUAL],
  ])('%s', (_, files, there, expected) => {
    const host = localHost(rootWith(files, there));
    expect(localDatabase(host)).toBe(expected);
    expect(syncDatabases(host)).toBe(join(dirname(expected), 'sync'));
    expect(backend.freshness(host)).toEqual([expected]);
  });

  it('is read from there', async () => {
    const entry = `${STEAM}/bash-5.3.9-1`;
    const root = rootWith({
      [CONFIGURATION]: '[options]\nDBPath = /usr/lib/holo/pacmandb/\n',
      [`${entry}/desc`]: '%NAME%\nbash\n\n%VERSION%\n5.3.9-1\n\n%ARCH%\nx86_64\n\n',
      [`${entry}/files`]: '%FILES%\nusr/\nusr/bin/\nusr/bin/bash\n\n',
    });
    const { signal } = new AbortController();
    const options = { host: localHost(root), family: 'arch/pacman', signal, report: () => {} };
    const database = await backend.open(options);
    expect(database.find('/usr/bin/bash')).toMatchObject([{ id: 'bash' }]);
    const [contents] = await database.contents(database.find('bash'), signal);
    expect(contents!.files.map(({ path }) => path)).toEqual(['/usr', '/usr/bin', '/usr/bin/bash']);
  });
});
