import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeRoot, writeEntry } from '@supermin/test-support/pacman';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { openRoot } from '../fixtures/open.ts';

const BASH = { name: 'bash', version: '5.3-1' };

/** A root with one package, its database changed. */
function rootWith(change: (database: string) => void): string {
  const root = scratchDirectory();
  change(makeRoot(root, [BASH]));
  return root;
}

describe('reading', () => {
  it('passes over what is no package', async () => {
    const root = rootWith((database) => {
      writeFileSync(join(database, 'README'), 'x');
      mkdirSync(join(database, '.hidden'));
    });
    const { database, events } = await openRoot(root);
    expect(database.find('bash')).toMatchObject([{ id: 'bash', version: '5.3-1', arch: 'x86_64' }]);
    expect(events).toEqual([]);
  });

  it('takes the newer one of a package that is there twice', async () => {
    const root = rootWith((database) =>
      writeEntry(join(database, '../../../..'), { ...BASH, version: '5.10-1' }),
    );
    const { database, events } = await openRoot(root);
    expect(database.find('bash')).toMatchObject([{ version: '5.10-1' }]);
    expect(events).toEqual([
      expect.objectContaining({
        kind: 'warning',
        text: expect.stringContaining('bash-5.10-1 and bash-5.3-1 are one package'),
      }),
    ]);
  });

  it('does not need the number of the format', async () => {
    const root = rootWith((database) => rmSync(join(database, 'ALPM_DB_VERSION')));
    expect((await openRoot(root)).database.find('bash')).toHaveLength(1);
  });
});

const DESC = 'bash-5.3-1/desc';

describe('damage', () => {
  const write = (text: string) => (database: string) => writeFileSync(join(database, DESC), text);
  const desc = (name: string, version: string) =>
    `%NAME%\n${name}\n\n%VERSION%\n${version}\n\n%ARCH%\nany\n\n`;
  it.each([
    ['an empty desc', write(''), `${DESC}: it is empty`],
    ['no desc', (database: string) => rmSync(join(database, DESC)), `${DESC}: it is missing`],
    ['another package\u2019s', write(desc('dash', '1-1')), `${DESC}: it is that of dash 1-1`],
    ['no name', write('%VERSION%\n1-1\n\n'), `${DESC}: it has not one line in %NAME%`],
    ['a bad name', write(desc('a/b', '1-1')), `${DESC}: it has no valid %NAME%`],
    ['a bad version', write(desc('bash', '1')), `${DESC}: it has no valid %VERSION%`],
    [
      'a version for a terminal',
      write(desc('bash', '5\x1b[2J-1')),
      `${DESC}: it has no valid %VERSION%`,
    ],
    [
      'another directory',
      (database: string) => renameSync(join(database, 'bash-5.3-1'), join(database, 'bash-5.4-1')),
      'bash-5.4-1/desc: it is that of bash 5.3-1, not of bash-5.4-1',
    ],
  ])(
    '%s: a warning, and an error for those who need the package (cases/pacman-odd-db)',
    async (_, change, message) => {
      const root = rootWith(change);
      for (const [name, ...depends] of [['app'], ['needs', 'bash']] as const) {
        writeEntry(root, { name, version: '1-1', depends });
      }
      const { database, events } = await openRoot(root);
      const text = expect.stringContaining(`${root}/var/lib/pacman/local/${message}`);
      expect(events).toMatchObject([{ kind: 'warning', text }]);
      const closure = (name: string) =>
        database.closure(database.find(name), { resolver: 'default' });
      expect(closure('app')).toMatchObject([{ id: 'app' }]);
      const error = expect.objectContaining({ code: 'PACMAN_DAMAGED', message: text });
      for (const name of ['bash', 'needs']) expect(() => closure(name)).toThrow(error);
    },
  );

  it('a missing list of files: a warning where a path is looked for, an error for the package', async () => {
    const root = rootWith((database) => rmSync(join(database, 'bash-5.3-1/files')));
    writeEntry(root, { name: 'app', version: '1-1', files: [{ path: 'usr/bin/app' }] });
    const { database, events } = await openRoot(root);
    expect(database.find('/usr/bin/app')).toMatchObject([{ id: 'app' }]);
    expect(database.find('/usr/bin/app')).toHaveLength(1);
    expect(events).toMatchObject([
      { kind: 'warning', text: expect.stringContaining('bash-5.3-1/files: it is missing') },
    ]);
    const contents = await database.contents(database.find('bash'), new AbortController().signal);
    expect(() => contents[0]!.files).toThrow('bash-5.3-1/files: it is missing');
  });

  it('another format', async () => {
    const root = rootWith((database) => writeFileSync(join(database, 'ALPM_DB_VERSION'), '10\n'));
    await expect(openRoot(root)).rejects.toThrow(
      expect.objectContaining({
        code: 'PACMAN_UNSUPPORTED',
        message: expect.stringContaining("'10'"),
      }),
    );
  });

  it('no database', async () => {
    await expect(openRoot(scratchDirectory())).rejects.toThrow(
      expect.objectContaining({ code: 'PACMAN_DATABASE_MISSING' }),
    );
  });
});
