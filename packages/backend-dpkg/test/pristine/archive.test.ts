import { linkSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArchiveFiles } from '@supermin/core/backend';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { debMembers } from '../../src/pristine/archive.ts';
import { hasDpkg, sayMissing } from '../support/judges.ts';
import { RealRoot, succeed } from '../support/real-root.ts';

const { signal } = new AbortController();

const readArchive = (archive: string, wanted: ReadonlySet<string>, by: AbortSignal) =>
  readArchiveFiles(debMembers, archive, wanted, by);

describe.runIf(sayMissing('dpkg-deb', hasDpkg))('the archive of a .deb', () => {
  const scratch = scratchDirectory();
  const root = new RealRoot(scratch);
  let archive: string;
  beforeAll(() => {
    archive = root.build({
      fields: { Package: 'a' },
      files: {
        'etc/a b': 'a\n',
        'etc/link': { link: '../a b' },
        [`etc/${'long/'.repeat(40)}file`]: 'long\n',
        'usr/big': 'x'.repeat(3_000_000),
      },
    });
  });

  it('hands out the wanted files and links, and nothing else', async () => {
    const long = `/etc/${'long/'.repeat(40)}file`;
    const wanted = new Set(['/etc/a b', '/etc/link', long, '/etc/none', '/etc']);
    const files = await readArchive(archive, wanted, signal);
    const entries = new Map(files.map((file) => [file.path, file]));
    expect([...entries.keys()].sort()).toEqual(['/etc/a b', '/etc/link', long]);
    expect(Buffer.from(entries.get('/etc/a b')!.bytes!).toString()).toBe('a\n');
    expect(entries.get('/etc/link')!.linkTarget).toBe('../a b');
  });

  it('gives each name of a hard link the bytes, also where the other one is not wanted', async () => {
    const source = join(scratch, 'linked');
    mkdirSync(join(source, 'etc'), { recursive: true });
    mkdirSync(join(source, 'DEBIAN'));
    writeFileSync(
      join(source, 'DEBIAN/control'),
      'Package: l\nVersion: 1\nArchitecture: all\nMaintainer: N <n@example.com>\nDescription: x\n',
    );
    writeFileSync(join(source, 'etc/one'), 'one\n');
    linkSync(join(source, 'etc/one'), join(source, 'etc/two'));
    const linked = join(scratch, 'linked.deb');
    succeed('dpkg-deb', ['--root-owner-group', '--build', source, linked]);
    const texts = async (...names: string[]) =>
      (await readArchive(linked, new Set(names), signal)).map(({ bytes }) => `${bytes}`);
    expect(await texts('/etc/one', '/etc/two')).toEqual(['one\n', 'one\n']);
    // Whichever stands second in the archive is the link.
    expect(await texts('/etc/one')).toEqual(['one\n']);
    expect(await texts('/etc/two')).toEqual(['one\n']);
  });

  it.each([0, 10, 200, 5_000, 1_000_000])(
    'cut off after %d bytes: an error that names it',
    async (length) => {
      const cut = join(scratch, `cut-${length}.deb`);
      writeFileSync(cut, readFileSync(archive));
      truncateSync(cut, length);
      await expect(readArchive(cut, new Set(['/etc/a b']), signal)).rejects.toMatchObject({
        code: 'PACKAGE_DAMAGED',
        message: expect.stringMatching(
          /cut-\d+\.deb: the package cannot be unpacked: dpkg-deb[: ]/,
        ),
      });
    },
  );

  it('is aborted without an error of its own', async () => {
    const controller = new AbortController();
    const work = readArchive(archive, new Set(), controller.signal);
    controller.abort();
    await expect(work).rejects.toThrow('aborted');
    await expect(readArchive(archive, new Set(), controller.signal)).rejects.toThrow('aborted');
  });
});
