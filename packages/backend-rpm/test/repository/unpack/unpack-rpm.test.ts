import { writeFileSync } from 'node:fs';
import type { RepositoryPackage } from '@supermin/core';
import {
  cpioMember,
  cpioTrailer,
  encodePackage,
  int32,
  type PackageDescription,
  type PackageFileOptions,
  string,
  stringArray,
} from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { openPackageFile } from '../../../src/format/package-file.ts';
import { unpackRpm } from '../../../src/repository/unpack/unpack-rpm.ts';

const PATH = `${scratchDirectory()}/tool.rpm`;
const SIGNAL = new AbortController().signal;
const WANTED: RepositoryPackage = {
  ...{ name: 'tool', version: '2:1.5-3', arch: 'x86_64', id: 'tool' },
  ...{ source: 0, path: 'x', size: 0, sha256: '' },
};
const TOOL: PackageDescription = {
  ...{ name: 'tool', version: '1.5', release: '3', epoch: 2, arch: 'x86_64' },
  files: [
    { path: '/usr/bin/tool', content: 'elf', mode: 0o4755, capabilities: 'cap_chown=p' },
    { path: '/usr/bin/same', hardLinkTo: '/usr/bin/tool' },
    { path: '/usr/bin/link', linkTo: 'tool' },
    { path: '/usr/lib/tool', directory: true, mode: 0o700, user: 'tool' },
    { path: '/var/tool', content: 'x', group: 'tool' },
    { path: '/var/ghost', marks: ['ghost'], user: 'tool' },
    { path: '/dev/tool', device: [10, 229] },
  ],
};

async function unpack(
  described: PackageDescription = TOOL,
  options: PackageFileOptions = {},
  wanted = WANTED,
) {
  writeFileSync(PATH, encodePackage(described, options));
  const { members, notes } = await unpackRpm(PATH, wanted, SIGNAL);
  const found: Record<string, unknown> = {};
  for await (const { name, content, xattrs, ...rest } of members) {
    const parts: Uint8Array[] = [];
    for await (const chunk of content) parts.push(chunk);
    const { type, mode, linkname, size, major, minor, uid, gid } = rest;
    expect([uid, gid, rest.mtime]).toEqual([0, 0, 1_700_000_000]);
    const text = Buffer.concat(parts).toString();
    const more = [...xattrs.keys(), ...(major === 0 ? [] : [`${major}:${minor}`])];
    found[name] = [type, mode.toString(8), linkname, size, text, ...more];
  }
  return { found, notes };
}

describe('a package that is unpacked', () => {
  it('has the files of its payload, as its header has them', async () => {
    const { found } = await unpack();
    expect(found).toEqual({
      './usr/bin/tool': ['file', '4755', '', 0, '', 'security.capability'],
      './usr/bin/same': ['link', '644', './usr/bin/tool', 3, 'elf'],
      './usr/bin/link': ['symlink', '777', 'tool', 0, ''],
      './usr/lib/tool': ['directory', '700', '', 0, ''],
      './var/tool': ['file', '644', '', 1, 'x'],
      './dev/tool': ['character-device', '644', '', 0, '', '10:229'],
    });
  });

  it('keeps its headers, and who owns what is not root\u2019s', async () => {
    const { notes } = await unpack();
    const { bytes, signature } = await openPackageFile(PATH, SIGNAL);
    expect(notes).toEqual({
      header: bytes.toString('base64'),
      signature: signature.bytes.toString('base64'),
      owners: { '/usr/lib/tool': ['tool', 'root'], '/var/tool': ['root', 'tool'] },
    });
  });

  it.each(['./var/a', 'var/a', '/var/a', '//var/a'])('may call a file %s', async (name) => {
    const described = { ...TOOL, files: [{ path: '/var/a', content: 'x' }] };
    const member = cpioMember({ name, mode: 0o100644, content: 'x' });
    const payload = Buffer.concat([member, cpioTrailer()]);
    const { found } = await unpack(described, { payload });
    expect(found).toEqual({ './var/a': ['file', '644', '', 1, 'x'] });
  });

  it('may have no files', async () => {
    const { files: _, ...bare } = TOOL;
    expect((await unpack(bare)).found).toEqual({});
  });

  it.each<[string, Partial<RepositoryPackage>, string]>([
    ['name', { name: 'tools' }, 'package tools 2:1.5-3'],
    ['epoch', { version: '1.5-3' }, 'package tool 1.5-3'],
    ['version', { version: '2:1.5-4' }, 'package tool 2:1.5-4'],
    ['architecture', { arch: 'i686' }, 'package tool 2:1.5-3'],
  ])('is refused if it is another one: %s', async (_, change, name) => {
    await expect(unpack(TOOL, {}, { ...WANTED, ...change })).rejects.toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: `${name}: the file is another package, tool 2:1.5-3 x86_64`,
    });
  });

  it('without an epoch has none', async () => {
    const { epoch: _, ...described } = TOOL;
    await expect(unpack(described)).rejects.toThrow('another package, tool 1.5-3 x86_64');
    const { found } = await unpack(described, {}, { ...WANTED, version: '1.5-3' });
    expect(Object.keys(found).length).toBe(6);
  });

  it.each(['lzip', 'toString', 'gz'])('is refused if %s has packed it', async (compressor) => {
    const entries = [string(1125, compressor)];
    await expect(unpack(TOOL, { entries })).rejects.toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: `package tool 2:1.5-3: its payload is packed by ${compressor}`,
    });
  });

  it('is refused if its lists of files differ in length', async () => {
    for (const entries of [[int32(1034, [1])], [stringArray(1039, ['root', 'root'])]]) {
      await expect(unpack(TOOL, { entries })).rejects.toThrow(
        'package tool 2:1.5-3: the file lists in its header differ in length',
      );
    }
  });

  it('is refused, and named, if it is none', async () => {
    writeFileSync(PATH, 'hello');
    await expect(unpackRpm(PATH, WANTED, SIGNAL)).rejects.toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: 'package tool 2:1.5-3: offset 0: this is no rpm package',
    });
  });
});
