import { linkSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readDecompressed } from '../../src/appliance/decompress.ts';
import { readNewc } from '../../src/archive/read-newc.ts';
import { readTar } from '../../src/archive/read-tar.ts';
import { type ReadMembers, readArchiveFiles } from '../../src/backend/archive-files.ts';
import { run } from '../support/programs.ts';

const { signal } = new AbortController();

interface Format {
  pack(directory: string, names: readonly string[]): Buffer;
  read: ReadMembers;
}

const FORMATS: Record<string, Format> = {
  tar: {
    pack: (directory, names) => run('tar', ['-c', '-C', directory, ...names]),
    read: (path) => readTar(readDecompressed(path, 'none', signal)),
  },
  newc: {
    pack: (directory, names) =>
      run('cpio', ['-o', '-H', 'newc', '--quiet', '-D', directory], `${names.join('\n')}\n`),
    read: (path) => readNewc(readDecompressed(path, 'none', signal), path),
  },
};

describe.each(Object.entries(FORMATS))('files of a %s archive', (_, { pack, read }) => {
  const make = (names: readonly string[] = ['./etc/a', './etc/b', 'etc/empty', './etc/link']) => {
    const directory = scratchDirectory({ 'etc/a': 'a\n', 'etc/empty': '' });
    linkSync(join(directory, 'etc/a'), join(directory, 'etc/b'));
    symlinkSync('../x', join(directory, 'etc/link'));
    const archive = join(directory, 'archive');
    writeFileSync(archive, pack(directory, names));
    return archive;
  };
  const texts = async (archive: string, ...wanted: string[]) => {
    const files = await readArchiveFiles(read, archive, new Set(wanted), signal);
    return files.map(({ path, bytes, linkTarget }) => [path, linkTarget ?? `${bytes}`]);
  };

  it('are those that are wanted, links among them', async () => {
    expect(await texts(make(), '/etc/empty', '/etc/link', '/none', '/etc')).toEqual([
      ['/etc/empty', ''],
      ['/etc/link', '../x'],
    ]);
  });

  it.each([[['/etc/a']], [['/etc/b']], [['/etc/a', '/etc/b']]])(
    'have the content of a hard link, if %j is wanted',
    async (wanted) => {
      expect(await texts(make(), ...wanted)).toEqual(wanted.map((path) => [path, 'a\n']));
    },
  );

  it('are refused, with the name of the archive, if it is cut off behind them', async () => {
    const archive = make();
    truncateSync(archive, 600);
    await expect(texts(archive, '/etc/a')).rejects.toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: expect.stringContaining(`${archive}: the package cannot be unpacked: `),
    });
  });

  it('are not read into memory if they are too large for a config file', async () => {
    const directory = scratchDirectory({ large: '' });
    truncateSync(join(directory, 'large'), 65 * 2 ** 20);
    const archive = join(directory, 'archive');
    writeFileSync(archive, pack(directory, ['large']));
    await expect(texts(archive, '/large')).rejects.toThrow('large is too large for a config file');
  });
});

it('a hard link to what is not in the archive is an error', async () => {
  const directory = scratchDirectory({ a: 'a\n' });
  linkSync(join(directory, 'a'), join(directory, 'b'));
  const archive = join(directory, 'archive');
  run('tar', ['-cf', archive, '-C', directory, 'a', 'b']);
  run('tar', ['--delete', '-f', archive, 'a']);
  const work = readArchiveFiles(FORMATS.tar!.read, archive, new Set(['/b']), signal);
  await expect(work).rejects.toThrow('/b is a hard link to /a, which does not exist');
});

it('is aborted without an error of its own', async () => {
  const directory = scratchDirectory({ a: 'a\n' });
  const archive = join(directory, 'archive');
  run('tar', ['-cf', archive, '-C', directory, 'a']);
  const read: ReadMembers = (path, by) => readTar(readDecompressed(path, 'none', by));
  const work = readArchiveFiles(read, archive, new Set(['/a']), AbortSignal.abort());
  await expect(work).rejects.toThrow('aborted');
});
