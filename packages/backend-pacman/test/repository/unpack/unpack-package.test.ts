import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { RepositoryPackage } from '@supermin/core';
import { archive, contentsOf, type Member } from '@supermin/test-support/archive';
import { type Compression, makePackageFile } from '@supermin/test-support/pacman';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { unpackPackage } from '../../../src/repository/unpack/unpack-package.ts';

const DESCRIPTION = {
  name: 'tool',
  version: '1:2-3',
  backup: ['etc/tool.conf', 'etc/gone'],
  files: [
    { path: 'etc', directory: true as const },
    { path: 'etc/link', linkTo: 'tool.conf' },
    { path: 'etc/tool.conf', content: 'answer=42\n' },
    { path: 'usr', directory: true as const },
    { path: 'usr/tool', content: 'elf' },
  ],
};
const PACKAGE: RepositoryPackage = {
  ...{ name: 'tool', version: '1:2-3', arch: 'x86_64', id: 'tool' },
  ...{ source: 0, path: 'x', size: 0, sha256: '' },
};
const INFO = 'pkgname = tool\npkgver = 1:2-3\narch = x86_64\n';

async function unpack(file: string, pkg = PACKAGE) {
  const { members, notes } = await unpackPackage(file, pkg, new AbortController().signal);
  return { found: await contentsOf(members), notes };
}

function packed(members: readonly Member[], info = INFO): string {
  const bytes = archive([{ name: '.PKGINFO', content: info }, ...members]);
  return `${scratchDirectory({ 'x.pkg.tar': bytes })}/x.pkg.tar`;
}

describe('unpackPackage', () => {
  it.each<Compression>(['zst', 'xz', 'gz'])('reads a package packed as %s', async (compression) => {
    if (!available(compression, hasProgram({ zst: 'zstd', xz: 'xz', gz: 'gzip' }[compression])))
      return;
    const file = makePackageFile(scratchDirectory(), DESCRIPTION, compression);
    const { found, notes } = await unpack(file);
    expect(found).toEqual({
      ...{
        'etc/': '',
        'etc/link': '',
        'etc/tool.conf': 'answer=42\n',
        'usr/': '',
        'usr/tool': 'elf',
      },
    });
    expect(notes.files).toEqual(['etc/', 'etc/link', 'etc/tool.conf', 'usr/', 'usr/tool']);
    const md5 = createHash('md5').update('answer=42\n').digest('hex');
    expect(notes.backup).toEqual({ 'etc/tool.conf': md5 });
    expect(Object.keys(notes.metadata).sort()).toEqual(['.MTREE', '.PKGINFO']);
  });

  it('takes what begins with a dot for no file, wherever it stands, as pacman does', async () => {
    const file = packed([
      { name: 'usr/x', content: 'x' },
      { name: '.INSTALL', content: 'post_install() {}' },
      { name: '.hidden/file', content: 'x' },
    ]);
    const { found, notes } = await unpack(file);
    expect(found).toEqual({ 'usr/x': 'x' });
    expect(notes.metadata['.INSTALL']).toBe('post_install() {}');
  });

  it.each<[string, string, Partial<RepositoryPackage>]>([
    ['name', 'tool 1:2-3 x86_64', { name: 'other' }],
    ['version', 'tool 1:2-3 x86_64', { version: '1:2-4' }],
    ['architecture', 'tool 1:2-3 x86_64', { arch: 'any' }],
  ])('refuses a package of another %s', async (_, is, wanted) => {
    await expect(unpack(packed([]), { ...PACKAGE, ...wanted })).rejects.toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: expect.stringContaining(`the file is another package, ${is}`),
    });
  });

  it.each([
    'usr/../../etc/passwd',
    '../x',
    'usr/..',
    '/etc/passwd',
    'usr//x',
    'usr/./x',
    'usr/x\n%BACKUP%',
  ])('refuses a file that is called %j', async (name) => {
    await expect(unpack(packed([{ name, content: 'x' }]))).rejects.toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: expect.stringContaining('no file can be called'),
    });
  });

  it('refuses what is no package, what has none of its own words, and too many of them', async () => {
    const none = scratchDirectory({ x: 'text', tar: archive([{ name: 'usr/x', content: 'x' }]) });
    await expect(unpack(`${none}/x`)).rejects.toMatchObject({
      code: expect.stringMatching(/PACKAGE_DAMAGED|ARCHIVE_DAMAGED/),
    });
    await expect(unpack(`${none}/tar`)).rejects.toThrow('it has no .PKGINFO');
    await expect(unpack(packed([], `${INFO}depend = a\0b\n`))).rejects.toThrow(
      'control characters',
    );
    await expect(unpack(packed([], `${INFO}pkgname = other\n`))).rejects.toThrow('another package');
    const bomb = 'x'.repeat((64 << 20) + 1);
    await expect(unpack(packed([{ name: '.INSTALL', content: bomb }]))).rejects.toThrow(
      'more than',
    );
  });

  it.runIf(available('zstd', hasProgram('zstd')))('refuses what is cut off', async () => {
    const file = makePackageFile(scratchDirectory(), DESCRIPTION);
    writeFileSync(file, readFileSync(file).subarray(0, -30));
    await expect(unpack(file)).rejects.toMatchObject({
      code: expect.stringMatching(/APPLIANCE_COMPRESSION|ARCHIVE_DAMAGED/),
    });
  });
});
