import { linkSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readArchive } from '../../src/pristine/archive.ts';
import { hasDpkg, sayMissing } from '../support/judges.ts';
import { RealRoot, succeed } from '../support/real-root.ts';
import { scratchDirectory } from '../support/scratch.ts';

const { signal } = new AbortController();

describe.runIf(sayMissing('dpkg-deb', hasDpkg))('readArchive', () => {
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
    const entries = await readArchive(
      archive,
      new Set(['/etc/a b', '/etc/link', long, '/etc/none', '/etc']),
      signal,
    );
    expect([...entries.keys()].sort()).toEqual(['/etc/a b', '/etc/link', long]);
    expect(Buffer.from(entries.get('/etc/a b')!.bytes!).toString()).toBe('a\n');
    expect(entries.get('/etc/link')!.linkTarget).toBe('../a b');
  });

  it('gives both names of a hard link the bytes, and an error where the first is not wanted', async () => {
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
    const both = await readArchive(linked, new Set(['/etc/one', '/etc/two']), signal);
    expect([...both.values()].map(({ bytes }) => Buffer.from(bytes!).toString())).toEqual([
      'one\n',
      'one\n',
    ]);
    const singles = await Promise.allSettled(
      ['/etc/one', '/etc/two'].map((path) => readArchive(linked, new Set([path]), signal)),
    );
    // Whichever stands second in the archive is the link.
    const [failed] = singles.filter((each) => each.status === 'rejected');
    expect(failed!.reason).toMatchObject({
      code: 'DPKG_ARCHIVE_DAMAGED',
      message: expect.stringContaining('is a hard link to a file that is no config file'),
    });
  });

  it.each([0, 10, 200, 5_000, 1_000_000])(
    'cut off after %d bytes: an error that names it',
    async (length) => {
      const cut = join(scratch, `cut-${length}.deb`);
      writeFileSync(cut, readFileSync(archive));
      truncateSync(cut, length);
      await expect(readArchive(cut, new Set(['/etc/a b']), signal)).rejects.toMatchObject({
        code: 'DPKG_ARCHIVE_DAMAGED',
        message: expect.stringContaining(`${cut}: cannot be unpacked: `),
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
