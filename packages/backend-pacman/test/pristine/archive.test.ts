import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArchiveFiles } from '@supermin/core/backend';
import {
  CORNER_SET,
  type Compression,
  MTIME,
  makePackageFile,
} from '@supermin/test-support/pacman';
import { hasProgram, output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { packageMembers, readPackageInfo } from '../../src/pristine/archive.ts';
import { signal } from '../fixtures/open.ts';

const settings = CORNER_SET.find(({ name }) => name === 'settings')!;
const scratch = scratchDirectory();

async function read(archive: string, ...wanted: string[]) {
  const files = await readArchiveFiles(packageMembers, archive, new Set(wanted), signal);
  return files.map(({ bytes, ...rest }) => ({
    ...rest,
    ...(bytes && { text: Buffer.from(bytes).toString('latin1') }),
  }));
}

describe.each(['zst', 'xz', 'gz'] as Compression[])('.pkg.tar.%s', (compression) => {
  const archive = makePackageFile(scratch, settings, compression);

  it('says what package it is', async () => {
    expect(await readPackageInfo(archive, signal)).toEqual({
      name: 'settings',
      version: '1-1',
      arch: 'any',
    });
  });

  it('has the wanted files and links, and of the others nothing', async () => {
    const common = { mode: 0o644, mtime: MTIME };
    const utf8 = '/etc/settings/\u00c3\u00a9.conf';
    expect(
      await read(archive, '/etc/settings/link.conf', '/etc/settings/private.conf', utf8, '/none'),
    ).toEqual([
      { path: '/etc/settings/link.conf', mode: 0o777, mtime: MTIME, linkTarget: 'plain.conf' },
      {
        ...common,
        path: '/etc/settings/private.conf',
        mode: 0o600,
        text: 'etc/settings/private.conf\n',
      },
      { ...common, path: utf8, text: `${utf8.slice(1)}\n` },
    ]);
  });

  it('has a hard link, also without the file that it is a link to', async () => {
    const path = '/etc/settings/twin2.conf';
    expect(await read(archive, path)).toMatchObject([{ path, text: 'twin\n' }]);
    expect(await read(archive, path, '/etc/settings/twin.conf')).toHaveLength(2);
  });
});

it.runIf(hasProgram('bsdtar'))(
  'reads names that bsdtar writes and that are not UTF-8',
  async () => {
    const tree = scratchDirectory();
    writeFileSync(Buffer.from(join(tree, 'a\xe9'), 'latin1'), 'odd');
    writeFileSync(join(tree, 'b'), 'even');
    const archive = join(scratch, 'odd.pkg.tar');
    output('bsdtar', ['-cf', archive, '-C', tree, '.']);
    expect(readFileSync(archive, 'latin1')).toContain('hdrcharset=BINARY');
    expect(await read(archive, '/a\xe9', '/b')).toMatchObject([
      { path: '/b', text: 'even' },
      { path: '/a\xe9', text: 'odd' },
    ]);
  },
);

describe('damage', () => {
  const bytes = readFileSync(makePackageFile(scratch, settings, 'gz'));
  it.each([
    ['cut off', bytes.subarray(0, bytes.length / 2)],
    ['not an archive', Buffer.from('hello')],
    ['empty', Buffer.alloc(0)],
  ])('%s', async (name, content) => {
    const archive = join(scratch, `${name}.pkg.tar.gz`);
    writeFileSync(archive, content);
    await expect(read(archive, '/nothing')).rejects.toThrow(
      expect.objectContaining({
        code: 'PACKAGE_DAMAGED',
        message: expect.stringContaining(archive),
      }),
    );
  });

  it('a file too large for a config file', async () => {
    const tree = scratchDirectory();
    output('truncate', ['-s', '65M', join(tree, 'large')]);
    const archive = join(scratch, 'large.pkg.tar');
    output('tar', ['-cf', archive, '-C', tree, 'large']);
    await expect(read(archive, '/large')).rejects.toThrow('large is too large for a config file');
  });

  it('no package', async () => {
    const archive = join(scratch, 'none.pkg.tar');
    output('tar', ['-cf', archive, '-C', scratch, 'empty.pkg.tar.gz']);
    await expect(readPackageInfo(archive, signal)).rejects.toThrow('it has no .PKGINFO');
  });
});
